{%- set stages = ['raw_wikipedia', 'passages', 'dialogues'] -%}
with counted as (
    {%- for stage in stages %}
    select '{{ stage }}' as stage, language as "partition", count(*) as counted
    from {{ rows(stage ~ '_rejected') }} group by all
    {%- if not loop.last %} union all {% endif %}
    {%- endfor %}
)

select stage, "partition", published.publication, published."rejected" as published, coalesce(counted, 0) as found
from {{ current_publications() }} as published
left join counted using (stage, "partition")
where published."rejected" <> coalesce(counted, 0)

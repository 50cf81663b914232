{%- set stages = ['raw_wikipedia', 'passages', 'dialogues'] -%}
with counted as (
    {%- for stage in stages %}
    select '{{ stage }}' as stage, language as "partition", count(*) as counted
    from {{ rows(stage ~ '') }} group by all
    {%- if not loop.last %} union all {% endif %}
    {%- endfor %}
)

select stage, "partition", published.publication, published."rows" as published, coalesce(counted, 0) as found
from {{ current_publications() }} as published
left join counted using (stage, "partition")
where published."rows" <> coalesce(counted, 0)

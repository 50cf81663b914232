{# The publication whose rows are in the tables now, of each stage and language. #}
{% macro current_publications() -%}
(
    select * from {{ rows_of_stage('publications') }}
    qualify row_number() over (partition by stage, "partition" order by publication desc) = 1
)
{%- endmacro %}


{# Facts about the rows that are in the tables now: `stage_books` or `gate_verdicts`. #}
{% macro current_facts(table) -%}
(
    select facts.*
    from {{ rows_of_stage(table) }} as facts
    join {{ current_publications() }} using (stage, "partition", data_version)
)
{%- endmacro %}


{# Each stage with the one that it is made of, and whether that one holds the same rows now as when it was made
   (`fresh`). The rows of a rolled back stage were made when they were first published. #}
{% macro made_of() -%}
(
    with every_publication as (
        select *, row_number() over (partition by stage, "partition" order by publication desc) = 1 as is_current
        from {{ rows('publications') }}
    ),

    made as (
        select now.*, coalesce(restored.published_at, now.published_at) as made_at
        from every_publication as now
        left join every_publication as restored
            on (now.stage, now."partition", now.restored)
            = (restored.stage, restored."partition", restored.publication)
        where now.is_current
    ),

    pairs as (
        select
            made.stage, made."partition", made.made_at,
            upstream.stage as upstream, upstream.data_version as upstream_version,
            (
                select arg_max(earlier.data_version, earlier.publication)
                from every_publication as earlier
                where (earlier.stage, earlier."partition") = (upstream.stage, upstream."partition")
                    and earlier.published_at <= made.made_at
            ) as made_of_version
        from (values ('passages', 'raw_wikipedia'), ('dialogues', 'passages')) as flow (stage, upstream)
        join made on made.stage = flow.stage
        join made as upstream on (upstream.stage, upstream."partition") = (flow.upstream, made."partition")
        {%- if var('stage') != 'all' %} where made.stage = '{{ var('stage') }}'{% endif %}
    )

    select *, made_of_version is not distinct from upstream_version as fresh from pairs
)
{%- endmacro %}


{# The languages in which `stage` was made of what the stage before holds now: only there can rows be compared. #}
{% macro fresh_languages(stage) -%}
(select "partition" from {{ made_of() }} where stage = '{{ stage }}' and fresh)
{%- endmacro %}


{# How many rows each stage's table holds, or its table of rejections (`_rejected`). #}
{% macro rows_in_tables(suffix) -%}
(
    {%- for stage in ['raw_wikipedia', 'passages', 'dialogues'] %}
    select '{{ stage }}' as stage, language as "partition", count(*) as counted
    from {{ rows(stage ~ suffix) }} group by all
    {%- if not loop.last %} union all {%- endif %}
    {%- endfor %}
)
{%- endmacro %}

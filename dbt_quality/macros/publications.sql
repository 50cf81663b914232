{# Of all publications those whose rows are in the tables now, one for each stage and language. #}
{% macro current(publications) -%}
(
    select * from {{ publications }}
    qualify row_number() over (partition by stage, "partition" order by publication desc) = 1
)
{%- endmacro %}


{# The same of the stages that this run looks at. #}
{% macro current_publications() -%}
{{ current(rows_of_stage('publications')) }}
{%- endmacro %}


{# Facts about the rows that are in the tables now: `stage_books` or `gate_verdicts`. #}
{% macro current_facts(table) -%}
(
    select facts.*
    from {{ rows_of_stage(table) }} as facts
    join {{ current_publications() }} using (stage, "partition", data_version)
)
{%- endmacro %}


{# Each stage with each one that it was made of, as its publication says, and whether that one holds the same rows now
   (`fresh`). An input is named 'passages' where it has the same partition, else 'agnostic_sft/chat'. What is no stage
   (a dump, imports, benchmarks) is left out. #}
{% macro made_of() -%}
(
    with made as (
        select
            stage, "partition", published_at, input.value as made_of_version,
            split_part(input.key, '/', 1) as upstream,
            coalesce(nullif(split_part(input.key, '/', 2), ''), "partition") as upstream_partition
        from (
            select *, unnest(map_entries(inputs::map(varchar, varchar))) as input
            from {{ current(rows('publications')) }}
            {%- if var('stage') != 'all' %} where stage = '{{ var('stage') }}'{% endif %}
        )
    )

    select
        made.*, held.data_version as upstream_version, held."rows" as upstream_rows,
        made.made_of_version = held.data_version as fresh
    from made
    join {{ current(source('warehouse', 'publications')) }} as held
        on (held.stage, held."partition") = (made.upstream, made.upstream_partition)
)
{%- endmacro %}


{# The partitions in which `stage` was made of what `upstream` holds now, in each of its partitions: only there can their
   rows be compared. #}
{% macro fresh_partitions(stage, upstream) -%}
(
    select "partition" from {{ made_of() }}
    where stage = '{{ stage }}' and upstream = '{{ upstream }}'
    group by all having bool_and(fresh)
)
{%- endmacro %}


{# How many rows each stage's table holds, or its table of rejections (`_rejected`). #}
{% macro rows_in_tables(suffix) -%}
(
    {%- for stage in [
        'raw_wikipedia', 'passages', 'dialogues', 'judgements', 'reviews',
        'english_sft', 'agnostic_sft', 'translated_sft', 'pruned_mix', 'dataset'
    ] %}
    select '{{ stage }}' as stage, {{ partition_column(stage) }} as "partition", count(*) as counted
    from {{ rows(stage ~ suffix) }} group by all
    {%- if not loop.last %} union all {%- endif %}
    {%- endfor %}
)
{%- endmacro %}

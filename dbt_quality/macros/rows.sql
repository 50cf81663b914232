{# What of a table this run looks at: the rows of one partition with `--vars '{language: ru}'` (or a part of English
   data: `chat`), else all. #}
{% macro rows(table) -%}
(select * from {{ source('warehouse', table) }}{{ _where(table, stage='all') }})
{%- endmacro %}


{# The same of `publications`, `stage_books` or `gate_verdicts`, for the stages that this run looks at. #}
{% macro rows_of_stage(table) -%}
(select * from {{ source('warehouse', table) }}{{ _where(table, stage=var('stage')) }})
{%- endmacro %}


{# dbt's own hook: what a generic test calls `model`. Read when the test runs, unlike a `where` of its config. #}
{% macro get_where_subquery(relation) -%}
(select * from {{ relation }}{{ _where(relation.identifier, stage=var('stage')) }}) as chosen
{%- endmacro %}


{# The column that says to which partition a row belongs. #}
{% macro partition_column(table) -%}
{%- set stage = table | replace('_rejected', '') -%}
{%- if stage in ['publications', 'stage_books', 'gate_verdicts', 'dataset'] -%} "partition"
{%- elif stage in ['english_sft', 'agnostic_sft'] -%} part
{%- else -%} language
{%- endif -%}
{%- endmacro %}


{# A table that is not divided as the partition of this run is seen whole: a language is made of every part. The
   partition that holds every language is called 'all', and so its run sees everything anyway. #}
{% macro _where(table, stage) -%}
  {%- set keeps_books = table in ['publications', 'stage_books', 'gate_verdicts'] -%}
  {%- set column = partition_column(table) | trim -%}
  {%- set is_part = var('language') in ['chat', 'math', 'code'] -%}
  {%- set divided_so = keeps_books or column == ('part' if is_part else 'language') -%}
  {%- set filters = [] -%}
  {%- if var('language') != 'all' and table != 'schema_version' and divided_so -%}
    {%- do filters.append(column ~ " = '" ~ var('language') ~ "'") -%}
  {%- endif -%}
  {%- if keeps_books and stage != 'all' -%}
    {%- do filters.append("stage = '" ~ stage ~ "'") -%}
  {%- endif -%}
  {%- if filters %} where {{ filters | join(' and ') }}{% endif -%}
{%- endmacro %}

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


{% macro _where(table, stage) -%}
  {%- set keeps_books = table in ['publications', 'stage_books', 'gate_verdicts'] -%}
  {%- set by_part = ['english_sft', 'english_sft_rejected', 'agnostic_sft', 'agnostic_sft_rejected'] -%}
  {%- set filters = [] -%}
  {%- set column = '"partition"' if keeps_books else 'part' if table in by_part else 'language' -%}
  {%- set is_part = var('language') in ['chat', 'math', 'code'] -%}
  {%- if var('language') != 'all' and table != 'schema_version' and (keeps_books or is_part == (column == 'part')) -%}
    {%- do filters.append(column ~ " = '" ~ var('language') ~ "'") -%}
  {%- endif -%}
  {%- if keeps_books and stage != 'all' -%}
    {%- do filters.append("stage = '" ~ stage ~ "'") -%}
  {%- endif -%}
  {%- if filters %} where {{ filters | join(' and ') }}{% endif -%}
{%- endmacro %}

{# Failing rows are kept in the schema that a test asks for, without the target's name before it. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
{{ custom_schema_name or target.schema }}
{%- endmacro %}


{% macro say_where_failing_rows_are(results) -%}
  {%- if execute -%}
    {%- set failed = results | selectattr('failures') | list -%}
    {%- if failed -%}
      {%- set path = run_query("select path from duckdb_databases() where database_name = 'failures'")[0][0] -%}
      {%- do log('Failing rows are in ' ~ path ~ ', in a table for each test:', info=true) -%}
      {%- for result in failed -%}
        {%- do log('  ' ~ result.node.alias ~ ': ' ~ result.failures ~ ' rows', info=true) -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

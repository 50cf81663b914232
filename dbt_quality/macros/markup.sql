{# Signs of wikitext that no cleaned text holds. Not the cleaner's own patterns: a second opinion. #}
{% macro holds_markup(text) -%}
regexp_matches({{ text }}, '\[\[|\]\]|\{\{|\}\}|\{\||\|\}|''''|<!--|<ref[\s/>]|</ref>|<br\s*/?>|&nbsp;|&amp;')
{%- endmacro %}

{# Whether some question or answer holds no text, or there is no turn at all. #}
{% macro has_an_empty_text(turns) -%}
(
    coalesce(len({{ turns }}), 0) = 0
    or len(list_filter({{ turns }}, turn -> not coalesce(
        regexp_matches(turn.question, '\S') and regexp_matches(turn.answer, '\S'), false
    ))) > 0
)
{%- endmacro %}


{# How many criteria are broken; null where a score is missing. #}
{% macro criteria_broken(criteria) -%}
(
    {%- for name in ['human_name', 'code_or_formula', 'place', 'custom', 'wordplay', 'tradition', 'company'] %}
    {{ criteria }}.{{ name }} {%- if not loop.last %} + {%- endif %}
    {%- endfor %}
)
{%- endmacro %}


{# What each mix was made of, as it would stand in the mix: `part`, `origin_id`, `turns`, `teacher`, and the `stage`. #}
{% macro origins() -%}
(
    select
        made."partition" as language, 'chat_specific' as part, given.dialogue_id as origin_id, given.turns, given.teacher,
        made.upstream as stage
    from {{ made_of() }} as made
    join {{ rows('dialogues') }} as given on given.language = made.upstream_partition
    where made.stage = 'pruned_mix' and made.upstream = 'dialogues'
    union all
    select made."partition", {{ mixed_as('given.part') }}, given.item_id, given.turns, given.teacher, made.upstream
    from {{ made_of() }} as made
    join {{ rows('translated_sft') }} as given on given.language = made.upstream_partition
    where made.stage = 'pruned_mix' and made.upstream = 'translated_sft'
    union all
    -- no teacher wrote an English item: the one of its row filtered it
    select made."partition", {{ mixed_as('given.part') }}, given.item_id, given.turns, null, made.upstream
    from {{ made_of() }} as made
    join {{ rows('agnostic_sft') }} as given on given.part = made.upstream_partition
    where made.stage = 'pruned_mix' and made.upstream = 'agnostic_sft'
)
{%- endmacro %}


{% macro mixed_as(part) -%}
case {{ part }} when 'chat' then 'chat_agnostic' else {{ part }} end
{%- endmacro %}


{# The languages whose mix was made of what all its upstreams hold now. #}
{% macro fresh_mixes() -%}
(select "partition" from {{ made_of() }} where stage = 'pruned_mix' group by all having bool_and(fresh))
{%- endmacro %}

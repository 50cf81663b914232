with said as (
    select language, dialogue_id, unnest(turns) as turn
    from {{ rows('dialogues') }}
)

select language, dialogue_id, turn.question, turn.answer
from said
where not coalesce(regexp_matches(turn.question, '\S') and regexp_matches(turn.answer, '\S'), false)

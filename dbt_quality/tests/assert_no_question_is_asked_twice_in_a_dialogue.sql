with asked as (
    select
        language, dialogue_id,
        list_filter(list_transform(turns, turn -> turn.question), question -> regexp_matches(question, '\S')) as questions
    from {{ rows('dialogues') }}
)

select language, dialogue_id, questions
from asked
where len(list_distinct(questions)) < len(questions)

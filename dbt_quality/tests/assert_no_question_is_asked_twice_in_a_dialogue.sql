with asked as (
    select language, dialogue_id, unnest(turns).question as question
    from {{ rows('dialogues') }}
)

select language, dialogue_id, question, count(*) as times
from asked
where regexp_matches(question, '\S')
group by all
having count(*) > 1

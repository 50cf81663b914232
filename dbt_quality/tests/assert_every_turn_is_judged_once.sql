select language, dialogue_id, turn, list(found order by found) as found
from (
    select language, dialogue_id, turn, 'judged' as found from {{ rows('judgements') }}
    union all
    select language, dialogue_id, turn, reason as found from {{ rows('judgements_rejected') }}
)
group by all
having count(*) > 1

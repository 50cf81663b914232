select language, item_id, gates, gates_reason, judge, judge_reason
from {{ rows('reviews') }}
where (gates = 'reject') <> (gates_reason is not null)
    or (judge is not null and (judge = 'reject') <> (judge_reason is not null))

select language, dialogue_id, turn, judge
from {{ rows('judgements') }}
where starts_with(dialogue_id, 'canary:')

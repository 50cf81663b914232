select language, dialogue_id, turn, faithful, fluent, useful
from {{ rows('judgements') }}
where not list_has_all(['yes', 'no', 'unsure'], [faithful, fluent, useful])

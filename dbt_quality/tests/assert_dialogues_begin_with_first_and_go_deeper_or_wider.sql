select language, dialogue_id, steps
from {{ rows('dialogues') }}
where steps[1] <> 'first' or len(list_filter(steps[2:], step -> step not in ('deeper', 'wider'))) > 0

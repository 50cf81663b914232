select language, dialogue_id, len(turns) as turns, steps
from {{ rows('dialogues') }}
where len(turns) = 0 or len(turns) <> len(steps)

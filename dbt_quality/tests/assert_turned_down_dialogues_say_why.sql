select language, dialogue_id, ended, turned_down
from {{ rows('dialogues') }}
where (ended = 'turned_down') <> coalesce(regexp_matches(turned_down, '\S'), false)

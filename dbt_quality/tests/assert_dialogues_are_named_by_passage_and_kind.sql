select language, dialogue_id, passage_id, kind
from {{ rows('dialogues') }}
where dialogue_id <> passage_id || ':' || kind or not starts_with(passage_id, language || ':')

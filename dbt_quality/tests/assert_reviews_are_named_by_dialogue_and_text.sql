select language, item_id, dialogue_id
from {{ rows('reviews') }}
where not starts_with(dialogue_id, language || ':')
    or not starts_with(item_id, dialogue_id || ':')
    or not regexp_full_match(item_id[len(dialogue_id) + 2:], '[0-9a-f]{16}')

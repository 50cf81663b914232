select language, passage_id, text
from {{ rows('passages') }}
where not regexp_matches(text, '\A\S(?s:.*\S)?\z')

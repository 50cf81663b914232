select language, passage_id, text
from {{ rows('passages') }}
where passage_id <> language || ':' || page_id || ':' || text_hash(text)

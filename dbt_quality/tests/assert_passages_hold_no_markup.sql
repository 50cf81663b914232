select language, passage_id, text
from {{ rows('passages') }}
where {{ holds_markup('text') }}

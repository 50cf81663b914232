select language, part, item_id
from {{ rows('translated_sft') }}
where {{ has_an_empty_text('turns') }}

select part, item_id, source, source_row
from {{ rows('english_sft') }}
where {{ has_an_empty_text('turns') }}

select part, item_id, source, source_row
from {{ rows('english_sft') }}
where item_id <> item_id_of(part, turns)

select rejected.language, rejected.part, rejected.item_id, rejected.reason
from {{ rows('translated_sft_rejected') }} as rejected
semi join {{ rows('translated_sft') }} as translated using (language, part, item_id)

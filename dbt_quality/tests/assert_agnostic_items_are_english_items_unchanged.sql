select kept.part, kept.item_id, kept.source, kept.source_row
from {{ rows('agnostic_sft') }} as kept
left join {{ rows('english_sft') }} as english using (part, item_id)
where kept.part in {{ fresh_partitions('agnostic_sft', 'english_sft') }}
    and (kept.turns, kept.family, kept.source, kept.source_row)
    is distinct from (english.turns, english.family, english.source, english.source_row)
    -- these have no item, and a test of their own
    and not starts_with(kept.item_id, 'canary:')

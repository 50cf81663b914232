select part, item_id, 'kept' as what from {{ rows('agnostic_sft') }} where starts_with(item_id, 'canary:')
union all
select part, item_id, 'rejected' from {{ rows('agnostic_sft_rejected') }} where starts_with(item_id, 'canary:')

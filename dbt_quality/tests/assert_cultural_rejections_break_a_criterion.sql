select part, item_id, reason, criteria
from {{ rows('agnostic_sft_rejected') }}
where (reason = 'cultural') <> coalesce({{ criteria_broken('criteria') }} > 0, false)

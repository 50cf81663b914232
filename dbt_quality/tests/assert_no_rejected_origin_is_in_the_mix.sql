select rejected.language, rejected.part, rejected.origin_id, rejected.reason
from {{ rows('pruned_mix_rejected') }} as rejected
semi join {{ rows('pruned_mix') }} as mix using (language, part, origin_id)

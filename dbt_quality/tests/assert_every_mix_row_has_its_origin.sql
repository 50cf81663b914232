select mix.language, mix.part, mix.item_id, mix.origin_id
from {{ rows('pruned_mix') }} as mix
anti join {{ origins() }} as origins using (language, part, origin_id)
where mix.language in {{ fresh_mixes() }}

select mix.language, mix.part, mix.item_id, mix.origin_id, mix.teacher, origins.teacher as teacher_of_its_origin
from {{ rows('pruned_mix') }} as mix
join {{ origins() }} as origins using (language, part, origin_id)
where mix.language in {{ fresh_mixes() }}
    and (mix.turns <> origins.turns or mix.teacher is distinct from origins.teacher)

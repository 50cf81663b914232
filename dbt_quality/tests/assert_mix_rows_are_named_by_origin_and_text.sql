select language, part, item_id, origin_id
from {{ rows('pruned_mix') }}
where item_id <> item_id_of(origin_id, turns)

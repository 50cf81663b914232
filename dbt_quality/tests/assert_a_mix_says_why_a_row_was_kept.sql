select language, part, item_id, kept_by
from {{ rows('pruned_mix') }}
where not regexp_matches(kept_by, '\S')

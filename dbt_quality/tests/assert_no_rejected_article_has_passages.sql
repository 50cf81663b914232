select rejected.language, rejected.page_id, rejected.passage_id, rejected.reason, kept.passage_id as kept
from {{ rows('passages_rejected') }} as rejected
join {{ rows('passages') }} as kept
    on (rejected.language, rejected.page_id) = (kept.language, kept.page_id)
    -- a copy is turned down alone: the other passages of its article stay
    and coalesce(rejected.passage_id, kept.passage_id) = kept.passage_id

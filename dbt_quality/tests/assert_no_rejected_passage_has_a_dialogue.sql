select rejected.language, rejected.passage_id, rejected.reason, kept.dialogue_id
from {{ rows('dialogues_rejected') }} as rejected
join {{ rows('dialogues') }} as kept
    on (rejected.language, rejected.passage_id) = (kept.language, kept.passage_id)
    -- a twin is turned down alone: its dialogue stays
    and (rejected.kind = kept.kind or coalesce(rejected.kind, 'grounded') = 'grounded')

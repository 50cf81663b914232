select judgements.language, judgements.dialogue_id, judgements.turn, judgements.passage_id, len(dialogues.turns) as turns
from {{ rows('judgements') }} as judgements
left join {{ rows('dialogues') }} as dialogues using (language, dialogue_id)
where judgements.language in {{ fresh_partitions('judgements', 'dialogues') }}
    and not coalesce(
        judgements.turn between 1 and len(dialogues.turns)
        and judgements.passage_id = dialogues.passage_id and dialogues.kind = 'grounded',
        false
    )
    -- these have no dialogue, and a test of their own
    and not starts_with(judgements.dialogue_id, 'canary:')

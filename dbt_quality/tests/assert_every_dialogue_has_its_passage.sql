select dialogues.language, dialogues.dialogue_id, dialogues.passage_id
from {{ rows('dialogues') }} as dialogues
anti join {{ source('warehouse', 'passages') }} as passages using (language, passage_id)
where dialogues.language in {{ fresh_partitions('dialogues', 'passages') }}

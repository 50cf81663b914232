select passages.language, passages.passage_id, passages.title
from {{ rows('passages') }} as passages
anti join {{ rows('dialogues') }} as dialogues using (language, passage_id)
anti join {{ rows('dialogues_rejected') }} as rejected using (language, passage_id)
where passages.language in {{ fresh_partitions('dialogues', 'passages') }}

select dialogues.language, dialogues.dialogue_id, dialogues.document_in_question, dialogues.turns[1].question as question
from {{ rows('dialogues') }} as dialogues
join {{ rows('passages') }} as passages using (language, passage_id)
where dialogues.document_in_question <> contains(dialogues.turns[1].question, passages.text)

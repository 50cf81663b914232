with asked as (
    select language, passage_id, kind, document_in_question, unnest(turns).question as question,
        generate_subscripts(turns, 1) as turn
    from {{ rows('dialogues') }}
)

select twin.language, twin.passage_id, twin.turn, twin.question, dialogue.question as question_of_its_dialogue
from asked as twin
join asked as dialogue
    on (twin.language, twin.passage_id, twin.turn) = (dialogue.language, dialogue.passage_id, dialogue.turn)
where twin.kind = 'closed_book' and dialogue.kind = 'grounded' and twin.question <> dialogue.question
    -- a first question that carries the document has the twin's question within it
    and not (dialogue.document_in_question and dialogue.turn = 1 and contains(dialogue.question, twin.question))

select twin.language, twin.dialogue_id, len(twin.turns) as turns, len(dialogue.turns) as turns_of_its_dialogue
from {{ rows('dialogues') }} as twin
left join {{ rows('dialogues') }} as dialogue
    on twin.passage_id = dialogue.passage_id and dialogue.kind = 'grounded'
where twin.kind = 'closed_book' and (dialogue.dialogue_id is null or len(twin.turns) > len(dialogue.turns))

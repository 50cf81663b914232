select dialogues.language, dialogues.dialogue_id, reviews.item_id, reviews.reviewer, reviews.note
from {{ rows('dialogues') }} as dialogues
join {{ rows('reviews') }} as reviews using (language, dialogue_id)
where reviews.verdict = 'reject'
    and item_id_of(dialogues.dialogue_id, dialogues.turns) = reviews.item_id
    and dialogues.language in {{ fresh_partitions('dialogues', 'reviews') }}

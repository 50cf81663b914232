select
    translated.language, translated.part, translated.item_id, translated.family, items.family as family_of_its_item,
    len(translated.turns) as turns, len(items.turns) as turns_of_its_item
from {{ rows('translated_sft') }} as translated
left join {{ rows('agnostic_sft') }} as items using (part, item_id)
where translated.language in {{ fresh_partitions('translated_sft', 'agnostic_sft') }}
    and (
        items.item_id is null or len(translated.turns) <> len(items.turns)
        or translated.family is distinct from items.family
    )

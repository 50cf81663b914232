with members as (
    -- one input may be of a part that the settings no longer name
    select made."partition" as language, items.part, items.item_id, items.family
    from {{ made_of() }} as made
    join {{ rows('agnostic_sft') }} as items on items.part = made.upstream_partition
    where made.stage = 'translated_sft' and made.upstream = 'agnostic_sft' and made.fresh and items.family is not null
),

drawn as (
    select language, part, item_id from {{ rows('translated_sft') }}
    union
    select language, part, item_id from {{ rows('translated_sft_rejected') }}
)

select
    members.language, members.part, members.family,
    count(*) as items, count(drawn.item_id) as drawn
from members
left join drawn using (language, part, item_id)
group by all
having drawn not in (0, items)

with judged as (
    select distinct part, item_id, 'kept' as what from {{ rows('agnostic_sft') }}
    union all
    select part, item_id, 'rejected' from {{ rows('agnostic_sft_rejected') }}
),

items as (
    select distinct part, item_id from {{ rows('english_sft') }}
)

select items.part, items.item_id, list(judged.what) filter (judged.what is not null) as became
from items
left join judged using (part, item_id)
where items.part in {{ fresh_partitions('agnostic_sft', 'english_sft') }}
group by all
having count(judged.what) <> 1

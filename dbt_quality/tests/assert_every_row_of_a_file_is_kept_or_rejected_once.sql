with seen as (
    select part, source, source_row from {{ rows('english_sft') }}
    union all
    select part, source, source_row from {{ rows('english_sft_rejected') }}
)

select part, source, source_row, count(*) as times
from seen
group by all
having times > 1

select
    stage, "partition", data_version,
    coalesce(sum("rows") filter (side = 'in'), 0) as rows_in,
    coalesce(sum("rows") filter (side in ('out', 'rejected', 'not_drawn', 'pending')), 0) as accounted_for
from {{ current_facts('stage_books') }}
group by all
having rows_in <> accounted_for

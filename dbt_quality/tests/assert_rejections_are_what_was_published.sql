select stage, "partition", publication, published."rejected" as published, coalesce(counted, 0) as found
from {{ current_publications() }} as published
left join {{ rows_in_tables('_rejected') }} using (stage, "partition")
where published."rejected" <> coalesce(counted, 0)

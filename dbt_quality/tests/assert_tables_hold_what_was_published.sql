select stage, "partition", publication, published."rows" as published, coalesce(counted, 0) as found
from {{ current_publications() }} as published
left join {{ rows_in_tables('') }} using (stage, "partition")
where published."rows" <> coalesce(counted, 0)

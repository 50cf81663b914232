select stage, "partition", data_version, reason, "rows"
from {{ current_facts('stage_books') }}
where side = 'pending' and "rows" <> 0

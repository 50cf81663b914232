select stage, "partition", publication, data_version
from {{ current_publications() }}
where snapshot is null

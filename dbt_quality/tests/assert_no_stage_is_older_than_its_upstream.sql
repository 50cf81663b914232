select stage, "partition", made_at, upstream, changed_at as upstream_changed_at
from {{ made_of() }}
where not fresh

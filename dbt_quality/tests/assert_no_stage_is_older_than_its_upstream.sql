select stage, "partition", published_at, made_of_version, upstream, upstream_partition, upstream_version
from {{ made_of() }}
where not fresh

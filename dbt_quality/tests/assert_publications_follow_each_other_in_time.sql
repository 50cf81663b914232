select
    stage, "partition", publication, published_at,
    max(published_at) over (
        partition by stage, "partition" order by publication rows between unbounded preceding and 1 preceding
    ) as latest_before
from {{ rows_of_stage('publications') }}
qualify published_at < latest_before

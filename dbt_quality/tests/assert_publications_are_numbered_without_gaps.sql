select stage, "partition", publication, dense_rank() over (partition by stage, "partition" order by publication) as expected
from {{ rows_of_stage('publications') }}
qualify publication <> expected

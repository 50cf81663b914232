select made.stage, made."partition", made.upstream, made.upstream_partition, verdicts.check_name, verdicts.passed, verdicts.detail
from {{ made_of() }} as made
join {{ source('warehouse', 'gate_verdicts') }} as verdicts
    on (made.upstream, made.upstream_partition, made.upstream_version)
    = (verdicts.stage, verdicts."partition", verdicts.data_version)
where made.fresh and verdicts.blocking and verdicts.passed is distinct from true

select now.stage, now."partition", now.publication, now.restored, now.data_version, earlier.data_version as restored_version
from {{ rows_of_stage('publications') }} as now
left join {{ rows_of_stage('publications') }} as earlier
    on (now.stage, now."partition", now.restored) = (earlier.stage, earlier."partition", earlier.publication)
where now.restored is not null
    and (earlier.data_version is distinct from now.data_version or now.restored >= now.publication)

select stage, "partition", publication, data_version
from {{ current_publications() }}
where (
        -- reviews without any import have an empty page in the books
        "rows" + rejected > 0 and (stage, "partition", data_version) not in (
            select (stage, "partition", data_version) from {{ current_facts('stage_books') }}
        )
    )
    or (stage, "partition", data_version) not in (
        select (stage, "partition", data_version) from {{ current_facts('gate_verdicts') }} where blocking
    )

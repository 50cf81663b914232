select
    stage, "partition", data_version, published."rows" as published,
    coalesce(sum(books."rows") filter (side = 'made'), 0) as made
from {{ current_publications() }} as published
join {{ current_facts('stage_books') }} as books using (stage, "partition", data_version)
group by all
having made <> published

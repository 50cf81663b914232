select language, revision_id, list(page_id order by page_id) as pages
from {{ rows('raw_wikipedia') }}
where revision_id is not null
group by all
having count(distinct page_id) > 1

select language, title, list(page_id order by page_id) as pages
from {{ rows('raw_wikipedia') }}
group by all
having count(distinct page_id) > 1

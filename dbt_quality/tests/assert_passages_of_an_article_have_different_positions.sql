select language, page_id, position, list(distinct passage_id) as passages
from {{ rows('passages') }}
group by all
having position < 0 or len(list(distinct passage_id)) > 1

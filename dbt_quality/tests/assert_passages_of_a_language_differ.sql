select language, md5(text) as text_md5, list(distinct passage_id) as passages
from {{ rows('passages') }}
group by all
having count(distinct passage_id) > 1

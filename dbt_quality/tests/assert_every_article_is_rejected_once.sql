select language, page_id, passage_id, list(reason order by reason) as reasons
from {{ rows('passages_rejected') }}
group by all
having count(*) > 1

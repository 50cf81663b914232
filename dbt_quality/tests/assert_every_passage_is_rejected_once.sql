select language, passage_id, coalesce(kind, 'grounded') as kind, list(reason order by reason) as reasons
from {{ rows('dialogues_rejected') }}
group by all
having count(*) > 1

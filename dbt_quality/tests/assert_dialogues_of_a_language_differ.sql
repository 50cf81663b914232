select language, md5(turns::varchar) as turns_md5, list(distinct dialogue_id) as dialogues
from {{ rows('dialogues') }}
group by all
having count(distinct dialogue_id) > 1

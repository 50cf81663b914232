-- a dialogue and its twin are asked the same questions, and may get the same answers
select language, md5(turns::varchar) as turns_md5, list(distinct dialogue_id) as dialogues
from {{ rows('dialogues') }}
group by all
having count(distinct passage_id) > 1

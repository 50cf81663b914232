select language, list(distinct teacher order by teacher) as teachers, count_if(teacher = 'demo') as demo_rows
from {{ rows('dialogues') }}
group by all
having count_if(teacher = 'demo') not in (0, count(*))

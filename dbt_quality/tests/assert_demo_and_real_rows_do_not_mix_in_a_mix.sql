select language, list(distinct teacher order by teacher) as teachers, count_if(teacher = 'demo') as demo_rows
from {{ rows('pruned_mix') }}
where teacher is not null
group by all
having demo_rows not in (0, count(*))

select language, list(distinct judge order by judge) as judges, list(distinct prompt_version order by prompt_version) as prompts
from {{ rows('judgements') }}
group by all
having count(distinct judge) > 1 or count(distinct prompt_version) > 1

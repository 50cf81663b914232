select
    language, list(distinct teacher order by teacher) as teachers,
    list(distinct prompt_version order by prompt_version) as prompts
from {{ rows('translated_sft') }}
group by all
having count(distinct teacher) > 1 or count(distinct prompt_version) > 1

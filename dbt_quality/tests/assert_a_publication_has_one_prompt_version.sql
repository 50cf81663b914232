select language, list(distinct prompt_version order by prompt_version) as prompt_versions
from {{ rows('dialogues') }}
group by all
having count(distinct prompt_version) > 1

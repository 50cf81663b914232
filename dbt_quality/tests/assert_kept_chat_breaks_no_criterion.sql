-- nobody is asked about maths and code, so these have neither scores nor a filter
select part, item_id, criteria, teacher, prompt_version
from {{ rows('agnostic_sft') }}
where case
    when part in ('math', 'code') then coalesce(criteria::varchar, teacher, prompt_version) is not null
    else {{ criteria_broken('criteria') }} is distinct from 0 or teacher is null or prompt_version is null
end

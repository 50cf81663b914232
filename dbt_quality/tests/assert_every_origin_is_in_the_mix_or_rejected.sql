with mixed as (
    select language, part, origin_id from {{ rows('pruned_mix') }}
    union all
    select language, part, origin_id from {{ rows('pruned_mix_rejected') }}
)

select origins.language, origins.part, origins.origin_id
from {{ origins() }} as origins
anti join mixed using (language, part, origin_id)
-- of English items a mix may take a share
where origins.language in {{ fresh_mixes() }} and origins.stage <> 'agnostic_sft'

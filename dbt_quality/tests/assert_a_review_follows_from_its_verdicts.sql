with said as (
    select
        language, item_id, verdict,
        list_transform(verdicts, one -> one.verdict) as verdicts,
        list_transform(verdicts, one -> lower(one.reviewer)) as reviewers
    from {{ rows('reviews') }}
)

select language, item_id, verdict, verdicts, reviewers
from said
where len(verdicts) = 0
    or verdict <> case when list_contains(verdicts, 'reject') then 'reject' else 'keep' end
    or len(list_distinct(reviewers)) < len(reviewers)

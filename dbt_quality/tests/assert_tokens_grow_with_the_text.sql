with in_order as (
    select
        language, passage_id, length(text) as characters, tokens,
        max(tokens) over (partition by language order by length(text) groups between unbounded preceding and 1 preceding)
            as tokens_of_shorter,
        min(tokens) over (partition by language, length(text)) as fewest_of_equal
    from {{ rows('passages') }}
)

select language, passage_id, characters, tokens, tokens_of_shorter
from in_order
where tokens <= 0 or tokens < tokens_of_shorter or tokens > fewest_of_equal

with given as (
    select stage, "partition", sum(upstream_rows) as given
    from {{ made_of() }}
    where stage in ('agnostic_sft', 'translated_sft', 'pruned_mix', 'dataset')
    group by all
    having bool_and(fresh)
)

select stage, "partition", given.given, sum(books."rows") as rows_in
from {{ current_facts('stage_books') }} as books
join given using (stage, "partition")
where books.side = 'in'
group by all
having rows_in <> given.given

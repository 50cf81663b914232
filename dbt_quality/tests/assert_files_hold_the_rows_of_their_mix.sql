with files as (
    select "partition", language, part, format, "rows" from {{ rows('dataset') }}
),

mixes as (
    select made."partition", mix.language, mix.part, formats.format, count(*) as "rows"
    from {{ made_of() }} as made
    join {{ rows('pruned_mix') }} as mix on mix.language = made.upstream_partition
    cross join (values ('jsonl'), ('parquet')) as formats(format)
    where made.stage = 'dataset' and made.upstream = 'pruned_mix'
    group by all
)

select "partition", language, part, format, files."rows" as in_file, mixes."rows" as in_mix
from files
full join mixes using ("partition", language, part, format)
where files."rows" is distinct from mixes."rows" and "partition" in {{ fresh_partitions('dataset', 'pruned_mix') }}

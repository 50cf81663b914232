-- a set in which the demo teacher had a hand says so in the name of each file
select files."partition", files.language, files.part, files.path
from {{ rows('dataset') }} as files
where files."partition" in {{ fresh_partitions('dataset', 'pruned_mix') }}
    and starts_with(parse_filename(files.path), 'demo_') <> exists (
        select 1
        from {{ made_of() }} as made
        join {{ rows('pruned_mix') }} as mix on mix.language = made.upstream_partition
        where (made.stage, made.upstream, made."partition") = ('dataset', 'pruned_mix', files."partition")
            and mix.teacher = 'demo'
    )

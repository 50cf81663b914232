select language, md5(turns::varchar) as turns_md5, list(distinct origin_id order by origin_id) as origins
from {{ rows('pruned_mix') }}
group by all
having count(distinct origin_id) > 1

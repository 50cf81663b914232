select passages.language, passages.passage_id, passages.page_id, passages.title
from {{ rows('passages') }} as passages
anti join {{ source('warehouse', 'raw_wikipedia') }} as articles using (language, page_id)
where passages.language in {{ fresh_partitions('passages', 'raw_wikipedia') }}

select language, page_id, title, characters, list_sum(list_transform(sections, section -> length(section.text))) as counted
from {{ rows('raw_wikipedia') }}
where characters <> coalesce(list_sum(list_transform(sections, section -> length(section.text))), 0)

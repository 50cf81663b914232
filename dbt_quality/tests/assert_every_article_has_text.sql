select language, page_id, title
from {{ rows('raw_wikipedia') }}
where len(list_filter(sections, section -> regexp_matches(section.text, '\S'))) = 0

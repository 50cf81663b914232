with texts as (
    select language, page_id, title, unnest(sections) as section
    from {{ rows('raw_wikipedia') }}
)

select language, page_id, title, section.heading, section.text
from texts
where {{ holds_markup('section.heading') }} or {{ holds_markup('section.text') }}

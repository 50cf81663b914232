select books."partition", books."rows" as standing, coalesce(sum(len(reviews.verdicts)), 0) as found
from {{ current_facts('stage_books') }} as books
left join {{ rows('reviews') }} as reviews on reviews.language = books."partition"
where books.stage = 'reviews' and books.side = 'out'
group by all
having standing <> found

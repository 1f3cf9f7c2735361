-- grain: one row: what all lines of one client add up to that client_lines.sql lists a page of; sums are exact, as texts
select count(*) as lines,
       cast(coalesce(sum(revenue), 0) as VARCHAR) as revenue,
       cast(sum(quantity) as VARCHAR) as quantity,
       cast(sum(margin) as VARCHAR) as margin,
       cast(sum(case when cost is not null then revenue end) as VARCHAR) as costed_revenue,
       count(distinct document) as documents,
       count(distinct date) as days,
       min(date) as first_date,
       max(date) as last_date
from scoped_lines()
where date >= $since and date <= $until
  and ($category is null or coalesce(category, '') = $category)
  and ($document is null or contains(lower(document), $document))
  and (len($words) = 0 or list_bool_and(list_transform($words, lambda word:
       contains(lower(concat_ws(' ', label, product_id, document, category)), word))))

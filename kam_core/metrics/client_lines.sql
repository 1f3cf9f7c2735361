-- grain: line of one client, the latest first: $page of them from the place $from on. Dates from $since to $until, both included;
-- $category, $document: null for all; $words: each must stand in the product, its id, or the document, in small letters
select date, document, product_id, label as product, category, quantity, revenue, cost, margin, unit, manager, account_id, account,
       currency
from scoped_lines()
where date >= $since and date <= $until
  and ($category is null or coalesce(category, '') = $category)
  and ($document is null or contains(lower(document), $document))
  and (len($words) = 0 or list_bool_and(list_transform($words, lambda word:
       contains(lower(concat_ws(' ', label, product_id, document, category)), word))))
order by date desc, document desc nulls last, place desc
limit $page offset $from

-- grain: product × category, the $most that brought most from $start on and before $end; then those that brought most ever.
-- products: how many there are. first, last: days with a purchase of all time
with sums as (
    select product, category,
           min(label) as label,
           sum(case when date >= $start and date < $end then revenue end) as revenue,
           sum(case when date >= $start and date < $end then quantity end) as quantity,
           sum(case when date >= $before and date < $start then revenue end) as revenue_before,
           sum(revenue) as revenue_ever,
           min(case when revenue > 0 then date end) as first_purchase,
           max(case when revenue > 0 then date end) as last_purchase,
           count(*) over () as products
    from scoped_lines()
    where product is not null
    group by product, category
)
select product, label, category,
       cast(revenue as DOUBLE) as revenue,
       cast(quantity as DOUBLE) as quantity,
       cast(revenue_before as DOUBLE) as revenue_before,
       cast(revenue_ever as DOUBLE) as revenue_ever,
       first_purchase, last_purchase, cast(products as BIGINT) as products
from sums
order by revenue desc nulls last, revenue_ever desc nulls last, product, category
limit $most

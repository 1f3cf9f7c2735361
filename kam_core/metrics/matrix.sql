-- grain: client among the $most largest of the twelve months from $from to before $until, or named in $also. revenue_past: of the twelve
-- months before those; margin, costed: of lines with a known cost; whole: revenue of all clients above zero; offer: categories
-- sold in the twelve months
with sums as (
    select client_id,
           sum(case when month >= $from then revenue end) as revenue,
           sum(case when month < $from then revenue end) as revenue_past,
           sum(case when month >= $from then margin end) as margin,
           sum(case when month >= $from then costed_revenue end) as costed
    from scoped_months_all_time()
    where client_id is not null and month >= $past_from and month < $until
    group by client_id
),
whole as (
    select sum(case when revenue > 0 then revenue end) as whole from sums
),
largest as (
    select client_id from sums where revenue > 0 order by revenue desc, client_id limit $most
),
offered as (
    select category
    from scoped_categories_all_time()
    where category is not null and month >= $from and month < $until
    group by category
    having sum(revenue) > 0
),
offer as (
    select count(*) as offer from offered
)
select c.client_id, c.name, c.manager, c.segment, c.region,
       list_contains($also, c.client_id) as named,
       cast(coalesce(s.revenue, 0) as DOUBLE) as revenue,
       cast(s.revenue_past as DOUBLE) as revenue_past,
       cast(s.margin as DOUBLE) as margin,
       cast(s.costed as DOUBLE) as costed,
       cast(w.whole as DOUBLE) as whole,
       o.offer
from scoped_clients() c
left join sums s on s.client_id = c.client_id
left join largest l on l.client_id = c.client_id
cross join whole w
cross join offer o
where l.client_id is not null or list_contains($also, c.client_id)
order by revenue desc, c.client_id

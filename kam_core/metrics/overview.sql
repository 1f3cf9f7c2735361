-- grain: month, all time. Counts of clients, and the largest, only for months from $from to before $to
with sums as (
    select month,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(contribution) as contribution,
           sum(value) as value,
           sum(lines) as lines
    from scoped_months_all_time()
    group by month
),
clients as (
    select month, client_id, sum(value) as value, max(days) as days
    from scoped_months_all_time()
    where client_id is not null and month >= $from and month < $to
    group by month, client_id
),
counted as (
    select month,
           count(case when days > 0 then 1 end) as active,
           max(value) as largest,
           sum(case when value > 0 then value end) as positive
    from clients
    group by month
)
select s.month,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       cast(s.contribution as DOUBLE) as contribution,
       cast(s.value as DOUBLE) as value,
       s.lines,
       c.active,
       cast(c.largest as DOUBLE) / nullif(cast(c.positive as DOUBLE), 0) as largest_share
from sums s
left join counted c on c.month = s.month
order by s.month

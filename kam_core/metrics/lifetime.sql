-- grain: client with sales before $until. begin: its first full month with sales, counted from $from, 0 where it bought before;
-- of the months from $from to before $to: active, those with a purchase from begin on, and the sums of the last twelve
with months as (
    select client_id,
           month,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(lines) as lines,
           max(days) > 0 as bought
    from scoped_months_all_time()
    where client_id is not null and month < $until
    group by client_id, month
),
sums as (
    select client_id,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(lines) as lines,
           min(case when bought then month end) as first_month,
           count(case when bought and month >= $from and month < $to then 1 end) as active,
           sum(case when month >= $year_ago and month < $to then revenue end) as last_year,
           count(case when bought and month >= $year_ago and month < $to then 1 end) as last_active
    from months
    group by client_id
),
life as (
    select client_id, min(first_purchase) as since
    from scoped_life()
    where first_purchase < $until
    group by client_id
)
select s.client_id,
       c.name,
       c.manager,
       c.region,
       c.segment,
       l.since,
       datediff('month', l.since, $until) as months,
       cast(s.revenue as DOUBLE) as revenue_to_date,
       cast(s.margin as DOUBLE) as margin_to_date,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       case when s.first_month > $from then datediff('month', $from, s.first_month) + 1
            when s.first_month is not null then 0 end as begin,
       s.active - case when s.first_month > $from and s.first_month < $to then 1 else 0 end as active,
       cast(s.last_year as DOUBLE) as last_year,
       s.last_active
from sums s
join scoped_clients() c on c.client_id = s.client_id
left join life l on l.client_id = s.client_id
where s.lines > 0
order by 8 desc, s.client_id

-- grain: client with sales before $until. begin: its first full month with sales, counted from $from, 0 where it bought before;
-- of the months from $from to before $to (127 at most): active, those with a purchase from begin on, and the last twelve.
-- Months with a purchase are bits of a number, so that rows of units and accounts fall together without another grouping.
with months as (
    select client_id, month, revenue, margin, costed_revenue, lines, days > 0 as bought,
           month >= $year_ago and month < $to as late,
           case when days > 0 and month >= $from and month < $to
                then cast(1 as HUGEINT) << cast(datediff('month', $from, month) as INTEGER) end as bit
    from scoped_months_all_time()
    where client_id is not null and month < $until
),
sums as (
    select client_id,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(lines) as lines,
           min(case when bought then month end) as first_month,
           bit_or(bit) as mask,
           sum(case when late then revenue end) as last_year,
           bit_or(case when late then bit end) as late_mask
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
       cast(coalesce(bit_count(s.mask), 0) as BIGINT)
           - case when s.first_month > $from and s.first_month < $to then 1 else 0 end as active,
       cast(s.last_year as DOUBLE) as last_year,
       cast(coalesce(bit_count(s.late_mask), 0) as BIGINT) as last_active
from sums s
join scoped_clients() c on c.client_id = s.client_id
left join life l on l.client_id = s.client_id
where s.lines > 0
order by 8 desc, s.client_id

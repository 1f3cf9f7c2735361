-- grain: account of the scope, the largest of all time first. now: the period; before: $before_from to $before_to (null: none)
with sums as (
    select account_id,
           sum(case when month >= getvariable('kam_from') and month < getvariable('kam_to') then revenue end) as revenue,
           sum(case when month >= getvariable('kam_from') and month < getvariable('kam_to') then margin end) as margin,
           sum(case when month >= $before_from and month < $before_to then revenue end) as revenue_before,
           sum(revenue) as revenue_ever
    from scoped_months_all_time()
    where account_id is not null
    group by account_id
)
select a.account_id, a.name, a.region, a.segment, a.industry, a.manager, a.since, a.status, a.listed,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(s.revenue_before as DOUBLE) as revenue_before,
       cast(s.revenue_ever as DOUBLE) as revenue_ever,
       l.first_purchase, l.last_purchase
from scoped_accounts() a
left join sums s on s.account_id = a.account_id
left join scoped_life() l on l.account_id = a.account_id
order by s.revenue_ever desc nulls last, a.account_id

-- grain: client that is listed or has sales up to the period's end; client_id null: lines without a client. now: the period;
-- before: $before_from to $before_to (null: no comparison); earlier: everything before the period. First and last
-- purchase are of all time and all units. $idle: whether clients that are listed and never bought come along
with months as (
    select client_id, month, value, revenue, margin, costed_revenue, lines, returns, day_mask,
           month >= getvariable('kam_from') as now,
           coalesce(month >= $before_from and month < $before_to, false) as before
    from scoped_months_all_time()
    where month < getvariable('kam_to')
),
totals as (
    select client_id,
           sum(case when now then value end) as value,
           sum(case when now then revenue end) as revenue,
           sum(case when now then margin end) as margin,
           sum(case when now then costed_revenue end) as costed_revenue,
           sum(case when now then lines end) as lines,
           sum(case when now then returns end) as returns,
           sum(case when before then value end) as value_before,
           sum(case when before then revenue end) as revenue_before,
           sum(case when before then margin end) as margin_before,
           sum(case when before then costed_revenue end) as costed_before,
           sum(case when before then lines end) as lines_before,
           sum(case when not now then lines end) as lines_earlier
    from months
    group by client_id
),
-- a day on which two units sold is one day: days are counted by month, and only where they are asked for
days as (
    select client_id, now, before, bit_count(bit_or(day_mask)) as days
    from months
    where day_mask > 0 and (now or before)
    group by client_id, month, now, before
),
bought as (
    select client_id,
           sum(case when now then days end) as purchase_days,
           count(case when now then 1 end) as months_active,
           sum(case when before then days end) as days_before
    from days
    group by client_id
),
sums as (
    select t.*, b.purchase_days, b.months_active, b.days_before
    from totals t
    left join bought b on b.client_id is not distinct from t.client_id
),
life as (
    select client_id,
           min(first_purchase) as first_purchase,
           max(last_purchase) as last_purchase
    from scoped_life()
    group by client_id
),
named as (
    select client_id, name, accounts, region, segment, industry, manager, listed from scoped_clients()
    union all
    select null, null, 0, null, null, null, null, false
)
select c.client_id,
       c.name,
       c.accounts,
       c.region,
       c.segment,
       c.industry,
       c.manager,
       c.listed,
       cast(s.value as DOUBLE) as value,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       cast(coalesce(s.lines, 0) as BIGINT) as lines,
       cast(coalesce(s.returns, 0) as DOUBLE) as returns,
       cast(coalesce(s.purchase_days, 0) as BIGINT) as purchase_days,
       coalesce(s.months_active, 0) as months_active,
       cast(s.value_before as DOUBLE) as value_before,
       cast(s.revenue_before as DOUBLE) as revenue_before,
       cast(s.margin_before as DOUBLE) as margin_before,
       cast(s.costed_before as DOUBLE) as costed_before,
       cast(coalesce(s.lines_before, 0) as BIGINT) as lines_before,
       cast(coalesce(s.days_before, 0) as BIGINT) as days_before,
       cast(coalesce(s.lines_earlier, 0) as BIGINT) as lines_earlier,
       l.first_purchase,
       l.last_purchase
from named c
left join sums s on s.client_id is not distinct from c.client_id
left join life l on l.client_id = c.client_id
where (c.listed and $idle) or s.client_id is not null or (c.client_id is null and (s.lines > 0 or s.lines_before > 0))
order by s.revenue desc nulls last, c.client_id

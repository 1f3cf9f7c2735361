-- grain: client × cut: a first day of a month of $ends, before which everything is known and nothing after. Clients with a purchase in the
-- twelve months before it; $ids: of these clients alone, or null for all. Months are counted back from the cut: 1 is the last one. now: 1 - 3,
-- year: the same a year before (13 - 15), since: the twelve before these three that come after the first purchase's month, half: 1 - 6,
-- halves: the same a year before (13 - 18), last: 1 - 12,
-- past: 13 - 24
with wanted as (
    select unnest(cast($ids as VARCHAR[])) as client_id
),
months as (
    select client_id, month,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(case when margin is not null then costed_revenue end) as costed,
           bit_or(day_mask) as day_mask
    from scoped_months_all_time()
    where client_id is not null and month >= $first and month < $last
      and ($ids is null or client_id in (select client_id from wanted))
    group by client_id, month
),
life as (
    select client_id, cast(date_trunc('month', min(first_purchase)) as DATE) as first_month
    from scoped_life()
    group by client_id
),
looked as (
    select *, unnest(cast($ends as DATE[])) as cut
    from months
),
aged as (
    select *, date_diff('month', month, cut) as age
    from looked
    where month < cut and month >= cut - interval 24 month
),
dated as (
    select a.*, l.first_month,
           case when day_mask > 0 then month + cast(floor(log2(day_mask)) as INTEGER) - 1 end as last_day,
           case when day_mask > 0 then month + cast(floor(log2(day_mask & (-day_mask))) as INTEGER) - 1 end as first_day
    from aged a
    left join life l on l.client_id = a.client_id
),
summed as (
    select client_id, cut,
           min(first_month) as first_month,
           sum(case when age <= 12 then revenue end) as revenue,
           sum(case when age <= 3 then revenue end) as revenue_now,
           sum(case when age between 13 and 15 then revenue end) as revenue_year,
           sum(case when age <= 6 then revenue end) as revenue_half,
           sum(case when age between 13 and 18 then revenue end) as revenue_halves,
           sum(case when age between 4 and 15 and month > first_month then revenue end) as revenue_since,
           sum(case when age between 13 and 24 then revenue end) as revenue_past,
           sum(case when age <= 12 then margin end) as margin_last,
           sum(case when age <= 3 then margin end) as margin_now,
           sum(case when age between 13 and 15 then margin end) as margin_year,
           sum(case when age <= 6 then margin end) as margin_half,
           sum(case when age between 13 and 18 then margin end) as margin_halves,
           sum(case when age between 4 and 15 and month > first_month then margin end) as margin_since,
           sum(case when age between 13 and 24 then margin end) as margin_past,
           sum(case when age <= 12 then costed end) as costed_last,
           sum(case when age <= 3 then costed end) as costed_now,
           sum(case when age between 13 and 15 then costed end) as costed_year,
           sum(case when age <= 6 then costed end) as costed_half,
           sum(case when age between 13 and 18 then costed end) as costed_halves,
           sum(case when age between 4 and 15 and month > first_month then costed end) as costed_since,
           sum(case when age between 13 and 24 then costed end) as costed_past,
           sum(case when age between 4 and 15 and day_mask > 0 then 1 else 0 end) as months_bought,
           sum(bit_count(day_mask)) as days,
           min(first_day) as first_day,
           max(last_day) as last_day,
           max(case when age <= 12 and day_mask > 0 then 1 else 0 end) as bought
    from dated
    group by client_id, cut
)
select s.client_id, s.cut, c.name, c.manager, c.region, c.segment, s.first_month,
       cast(coalesce(s.revenue, 0) as DOUBLE) as revenue,
       cast(coalesce(s.revenue_now, 0) as DOUBLE) as revenue_now,
       cast(coalesce(s.revenue_year, 0) as DOUBLE) as revenue_year,
       cast(coalesce(s.revenue_half, 0) as DOUBLE) as revenue_half,
       cast(coalesce(s.revenue_halves, 0) as DOUBLE) as revenue_halves,
       cast(coalesce(s.revenue_since, 0) as DOUBLE) as revenue_since,
       cast(coalesce(s.revenue_past, 0) as DOUBLE) as revenue_past,
       cast(s.margin_last as DOUBLE) as margin_last,
       cast(s.margin_now as DOUBLE) as margin_now,
       cast(s.margin_year as DOUBLE) as margin_year,
       cast(s.margin_half as DOUBLE) as margin_half,
       cast(s.margin_halves as DOUBLE) as margin_halves,
       cast(s.margin_since as DOUBLE) as margin_since,
       cast(s.margin_past as DOUBLE) as margin_past,
       cast(s.costed_last as DOUBLE) as costed_last,
       cast(s.costed_now as DOUBLE) as costed_now,
       cast(s.costed_year as DOUBLE) as costed_year,
       cast(s.costed_half as DOUBLE) as costed_half,
       cast(s.costed_halves as DOUBLE) as costed_halves,
       cast(s.costed_since as DOUBLE) as costed_since,
       cast(s.costed_past as DOUBLE) as costed_past,
       cast(s.months_bought as BIGINT) as months_bought,
       cast(s.days as BIGINT) as days,
       s.last_day - s.first_day as span_days,
       s.cut - s.last_day - 1 as days_since
from summed s
join scoped_clients() c on c.client_id = s.client_id
where s.bought = 1
order by s.cut, s.revenue desc, s.client_id

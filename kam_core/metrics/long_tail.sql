-- grain: client that bought before the end of the scope. The scope's period is the holdout: what came before it is what a
-- model may know. x: repeat days with a purchase; t, age: days; the first purchase is taken at the mean of its month.
with months as (
    select client_id, month, nullif(bit_or(day_mask), 0) as day_mask, sum(revenue) as revenue
    from scoped_months_all_time()
    where month < getvariable('kam_to') and client_id is not null
    group by client_id, month
),
marked as (
    select client_id, month, revenue, day_mask,
           case when day_mask is not null then month end as bought,
           coalesce(bit_count(day_mask), 0) as days,
           month < getvariable('kam_from') as before,
           month < getvariable('kam_from') and month >= $year_from as year_before
    from months
),
clients as (
    select client_id,
           min(bought) as first_month,
           arg_min(day_mask, bought) as first_mask,
           arg_min(revenue, bought) as first_revenue,
           max(bought) as last_month,
           arg_max(day_mask, bought) as last_mask,
           max(case when before then bought end) as last_before,
           arg_max(day_mask, case when before then bought end) as mask_before,
           sum(days) as days,
           sum(revenue) as revenue,
           sum(case when before then days else 0 end) as days_before,
           sum(case when before then revenue end) as revenue_before,
           sum(case when year_before then days else 0 end) as year_before,
           sum(case when year_before then revenue end) as money_before,
           sum(case when before then 0 else days end) as x_after,
           sum(case when before then null else revenue end) as money_after
    from marked
    group by client_id
    having max(bought) is not null
),
-- bit d of a mask is day d: the lowest bit is the first day, the highest the last
dated as (
    select *,
           first_month + cast(log2(first_mask & -first_mask) as INTEGER) - 1 as first_day,
           last_month + cast(floor(log2(last_mask)) as INTEGER) - 1 as last_day,
           last_before + cast(floor(log2(mask_before)) as INTEGER) - 1 as last_day_before,
           first_revenue / nullif(bit_count(first_mask), 0) as first_money
    from clients
)
select client_id as account_id,
       case when days_before > 0 then cast(days_before - 1 as DOUBLE) end as x_before,
       case when days_before > 0 then last_day_before - first_day end as t_before,
       case when days_before > 0 then getvariable('kam_from') - 1 - first_day end as age_before,
       cast(revenue_before - first_money as DOUBLE) / nullif(greatest(days_before - 1, 0), 0) as mean_before,
       case when days_before > 0 then cast(year_before as DOUBLE) end as year_before,
       case when days_before > 0 then cast(coalesce(money_before, 0) as DOUBLE) end as money_before,
       cast(x_after as DOUBLE) as x_after,
       cast(coalesce(money_after, 0) as DOUBLE) as money_after,
       cast(days - 1 as DOUBLE) as x,
       last_day - first_day as t,
       getvariable('kam_to') - 1 - first_day as age,
       cast(revenue - first_money as DOUBLE) / nullif(days - 1, 0) as mean
from dated
order by client_id

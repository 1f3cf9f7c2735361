-- grain: category (null: not named) × month of the last twelve up to $end, and month null for the whole: the twelve months, the
-- twelve before, the first and the last day with a purchase of all time. Days are bits of a month's mask
with sold as (
    select category, month, revenue, margin, lines, day_mask
    from scoped_categories_all_time()
    where client_id is not null
),
months as (
    select category, month, sum(revenue) as revenue
    from sold
    where month >= $start and month < $end
    group by category, month
),
masks as (
    select category, month, bit_or(day_mask) as mask
    from sold
    where day_mask > 0
    group by category, month
),
ends as (
    select category,
           min(month + cast(bit_count((mask & -mask) - 1) - 1 as INTEGER)) as first_purchase,
           max(month + cast(floor(log2(cast(mask as DOUBLE))) as INTEGER) - 1) as last_purchase,
           count(case when month >= $start and month < $end then 1 end) as months_active
    from masks
    group by category
),
totals as (
    select category,
           sum(case when month >= $start and month < $end then revenue end) as revenue,
           sum(case when month >= $start and month < $end then margin end) as margin,
           sum(case when month >= $before and month < $start then revenue end) as revenue_before,
           sum(revenue) as revenue_ever
    from sold
    group by category
)
select t.category, cast(null as DATE) as month,
       cast(t.revenue as DOUBLE) as revenue,
       cast(t.margin as DOUBLE) as margin,
       cast(t.revenue_before as DOUBLE) as revenue_before,
       cast(t.revenue_ever as DOUBLE) as revenue_ever,
       e.first_purchase, e.last_purchase, cast(coalesce(e.months_active, 0) as BIGINT) as months_active
from totals t
left join ends e on e.category is not distinct from t.category
union all
select category, month, cast(revenue as DOUBLE), null, null, null, null, null, null
from months
order by month nulls first, revenue desc nulls last, category

-- grain: client × cut: categories bought in the twelve months before each first day of a month of $ends, and in the twelve before those
with ends as (
    select unnest($ends) as cut
),
bought as (
    select client_id, category, month
    from scoped_categories_all_time()
    where client_id is not null and category is not null and day_mask > 0 and month >= $first and month < $last
    group by client_id, category, month
),
held as (
    select b.client_id, e.cut, b.category,
           max(case when b.month >= e.cut - interval 12 month then 1 else 0 end) as now,
           max(case when b.month < e.cut - interval 12 month then 1 else 0 end) as past
    from bought b
    join ends e on b.month < e.cut and b.month >= e.cut - interval 24 month
    group by b.client_id, e.cut, b.category
)
select client_id, cut, cast(sum(now) as BIGINT) as categories, cast(sum(past) as BIGINT) as categories_past
from held
group by client_id, cut

-- grain: client × cut: categories bought in the twelve months before each first day of a month of $ends, and in the twelve
-- before those; $ids: of these clients alone, or null for all
with wanted as (
    select unnest(cast($ids as VARCHAR[])) as client_id
),
bought as (
    select client_id, category, month
    from scoped_categories_all_time()
    where client_id is not null and category is not null and day_mask > 0 and month >= $first and month < $last
      and ($ids is null or client_id in (select client_id from wanted))
    group by client_id, category, month
),
looked as (
    select *, unnest(cast($ends as DATE[])) as cut
    from bought
),
held as (
    select client_id, cut, category,
           max(case when month >= cut - interval 12 month then 1 else 0 end) as now,
           max(case when month < cut - interval 12 month then 1 else 0 end) as past
    from looked
    where month < cut and month >= cut - interval 24 month
    group by client_id, cut, category
)
select client_id, cut, cast(sum(now) as BIGINT) as categories, cast(sum(past) as BIGINT) as categories_past
from held
group by client_id, cut

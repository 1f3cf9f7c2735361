-- grain: client of $clients with a purchase before the scope ends. Days with a purchase and the median of the gaps between
-- them, up to the scope's end; a day on which two of a group's entities bought is one day. before_revenue: of $before_from
-- to $before_to (null: no comparison)
with months as (
    select client_id, month, revenue, day_mask
    from scoped_months_all_time()
    where list_contains($clients, client_id) and month < getvariable('kam_to')
),
before as (
    select client_id, sum(revenue) as revenue
    from months
    where month >= $before_from and month < $before_to
    group by client_id
),
masks as (
    select client_id, month, bit_or(day_mask) as day_mask from months where day_mask > 0 group by client_id, month
),
numbered as (
    select client_id, month, day_mask, unnest(range(1, 32)) as number from masks
),
bought as (
    select client_id, month + cast(number - 1 as INTEGER) as day from numbered where (day_mask & (1 << number)) > 0
),
spaced as (
    select client_id, day, day - lag(day) over (partition by client_id order by day) as gap from bought
)
select s.client_id,
       max(s.day) as last_purchase,
       count(*) as purchase_days,
       cast(median(s.gap) as DOUBLE) as gap_median,
       cast(any_value(b.revenue) as DOUBLE) as revenue_before
from spaced s
left join before b on b.client_id = s.client_id
group by s.client_id
order by s.client_id

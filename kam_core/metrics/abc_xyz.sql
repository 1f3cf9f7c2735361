-- grain: client with lines in the period, or with a purchase before its end; client_id null: lines without a client.
-- The grid of XYZ is the full months from $grid_from to before $grid_to that were brought in, and buckets of $size of them
-- from $bucket_from on, but for $skipped. Seasons are taken from the three years that end before $season_to.
with monthly as (
    select client_id,
           month,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(lines) as lines,
           bit_or(day_mask) as day_mask
    from scoped_months()
    group by client_id, month
),
sums as (
    select client_id,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(costed_revenue) as costed_revenue,
           sum(lines) as lines,
           sum(bit_count(day_mask)) as purchases,
           count(case when day_mask > 0 and month >= $grid_from and month < $grid_to then 1 end) as active_months
    from monthly
    group by client_id
),
buckets as (
    select client_id,
           divide(datediff('month', $bucket_from, month), $size) as bucket,
           cast(sum(value) as DOUBLE) as value,
           max(lines) > 0 as traded,
           bool_or(lines > 0 and value is null) as blind
    from monthly
    where month >= $bucket_from and month < $grid_to
    group by 1, 2
),
spread as (
    select client_id,
           sum(value) as total,
           sum(value * value) as squares,
           min(case when traded then bucket end) as first_bucket,
           arg_min(value, case when traded then bucket end) as first_value,
           count(case when value > 0 then 1 end) as demands,
           sum(case when value > 0 then value end) as demand,
           sum(case when value > 0 then value * value end) as demand_squares,
           bool_or(blind) as blind
    from buckets
    where not list_contains(cast($skipped as BIGINT[]), bucket)
    group by client_id
),
history as (
    select client_id,
           min(case when day_mask > 0 then month end) as first_month,
           max(case when day_mask > 0 then month end) as last_month,
           bit_or(day_mask) as day_mask,
           bit_or(case when year = 0 and day_mask > 0 then season else 0 end) as season_0,
           bit_or(case when year = 1 and day_mask > 0 then season else 0 end) as season_1,
           bit_or(case when year = 2 and day_mask > 0 then season else 0 end) as season_2
    from (
        select client_id, month, day_mask,
               case when month < $season_to then divide(datediff('month', month, $season_to) - 1, 12) end as year,
               1 << (month(month) - 1) as season
        from scoped_months_all_time()
        where month < getvariable('kam_to')
    )
    group by client_id
)
select h.client_id,
       c.name,
       c.accounts,
       c.region,
       c.segment,
       c.industry,
       c.manager,
       cast(s.value as DOUBLE) as value,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       cast(coalesce(s.lines, 0) as BIGINT) as lines,
       cast(coalesce(s.purchases, 0) as BIGINT) as purchases,
       coalesce(s.active_months, 0) as active_months,
       coalesce(v.total, 0) as total,
       coalesce(v.squares, 0) as squares,
       v.first_bucket,
       coalesce(v.first_value, 0) as first_value,
       coalesce(v.demands, 0) as demands,
       coalesce(v.demand, 0) as demand,
       coalesce(v.demand_squares, 0) as demand_squares,
       coalesce(v.blind, false) as blind,
       h.first_month,
       h.last_month,
       h.first_month = h.last_month and bit_count(h.day_mask) = 1 as one_day,
       h.season_0,
       h.season_1,
       h.season_2
from history h
left join sums s on s.client_id is not distinct from h.client_id
left join spread v on v.client_id = h.client_id
left join scoped_clients() c on c.client_id = h.client_id
where s.lines > 0 or h.first_month is not null or (getvariable('kam_base') = 'contribution' and s.value is not null)
order by h.client_id is null, 8 desc nulls last, h.client_id

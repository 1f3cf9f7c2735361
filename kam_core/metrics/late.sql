-- grain: client with a purchase by $as_of that is not on time, and one row more that holds the counts (place 1). A rhythm
-- is that of the client's own days with a purchase from $min_days of them on, else the middle one among the clients of its
-- segment, or of all where the segment has fewer than $min_clients with a rhythm. Lives summed at import serve clients of
-- one account; others, and all where $anew, are taken from the days.
with lives as (
    select client_id, count(*) as accounts, min(first_purchase) as first_purchase, max(last_purchase) as last_purchase,
           sum(purchase_days) as purchase_days, max(gap_median) as gap_median, max(gap_mean) as gap_mean,
           max(gap_p90) as gap_p90
    from scoped_life()
    where purchase_days > 0
    group by client_id
),
masks as (
    select m.client_id, m.month, bit_or(m.day_mask) as day_mask
    from scoped_months_all_time() m
    join lives l on l.client_id = m.client_id
    where m.day_mask > 0 and m.month <= $as_of and ($anew or l.accounts > 1)
    group by m.client_id, m.month
),
exploded as (
    select client_id, month, day_mask, unnest(range(1, 32)) as number
    from masks
),
days as (
    select client_id, month + cast(number - 1 as INTEGER) as day
    from exploded
    where (day_mask & (1 << number)) > 0
),
spaced as (
    select client_id, day, day - lag(day) over (partition by client_id order by day) as gap
    from days
    where day <= $as_of
),
anew as (
    select client_id, min(day) as first_purchase, max(day) as last_purchase, count(*) as purchase_days,
           median(gap) as gap_median, avg(gap) as gap_mean, quantile_disc(gap, 0.9) as gap_p90
    from spaced
    group by client_id
),
rhythms as (
    select client_id, first_purchase, last_purchase, purchase_days, gap_median, gap_mean, gap_p90 from anew
    union all
    select client_id, first_purchase, last_purchase, purchase_days, gap_median, gap_mean, gap_p90
    from lives
    where accounts = 1 and not $anew
),
placed as (
    select r.*, c.name, c.manager, c.region, c.segment, r.purchase_days >= $min_days as own
    from rhythms r
    join scoped_clients() c on c.client_id = r.client_id
),
usual as (
    select segment, grouping(segment) as whole, count(*) as clients, median(gap_median) as gap_median,
           median(gap_mean) as gap_mean, median(gap_p90) as gap_p90
    from placed
    where own
    group by grouping sets ((segment), ())
),
judged as (
    select p.client_id, p.name, p.manager, p.region, p.segment, p.first_purchase, p.last_purchase, p.purchase_days, p.own,
           $as_of - p.last_purchase as days_since,
           case when p.own then p.gap_median else coalesce(s.gap_median, w.gap_median) end as gap_median,
           case when p.own then p.gap_mean else coalesce(s.gap_mean, w.gap_mean) end as gap_mean,
           case when p.own then p.gap_p90 else coalesce(s.gap_p90, w.gap_p90) end as gap_p90
    from placed p
    left join usual s on s.segment = p.segment and s.whole = 0 and s.clients >= $min_clients
    left join usual w on w.whole = 1 and w.clients >= $min_clients
),
stated as (
    select *,
           case when gap_median is null then 'unknown'
                when days_since > greatest($lost_days, $lost_factor * gap_mean) then 'lost'
                when days_since <= $floor_days then 'on_time'
                when days_since > greatest(gap_p90, $inactive_factor * gap_mean) then 'inactive'
                when days_since > $late_factor * gap_median then 'late'
                else 'on_time' end as state
    from judged
),
recent as (
    select client_id, sum(value) as stake
    from scoped_months_all_time()
    where client_id is not null and month > $year_ago and month <= $as_of
    group by client_id
),
told as (
    select s.*, r.stake,
           row_number() over (order by s.client_id) as place,
           count(*) over () as clients,
           sum(case when state = 'on_time' then 1 else 0 end) over () as on_time,
           sum(case when state = 'unknown' then 1 else 0 end) over () as unknown
    from stated s
    left join recent r on r.client_id = s.client_id
)
select client_id, name, state, manager, region, segment, first_purchase, last_purchase,
       cast(purchase_days as BIGINT) as purchase_days, own, cast(days_since as BIGINT) as days_since,
       cast(gap_median as DOUBLE) as gap_median, cast(stake as DOUBLE) as stake, place, clients,
       cast(on_time as BIGINT) as on_time, cast(unknown as BIGINT) as unknown
from told
where place = 1 or state in ('late', 'inactive', 'lost')
order by stake desc nulls last, client_id

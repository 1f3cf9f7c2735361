-- grain: month end from $first to $last. What the rule "late" would have said of each client then, knowing only what was
-- known then, and whether the client bought in the $horizon days after. Only clients with a rhythm of their own, of them the
-- $most whose ids come first in an order without meaning, and fewer where they have more than $most_days purchases together,
-- but $least at least (used: how many); clients that the rule calls lost are no longer watched.
with watched as (
    select client_id, sum(purchase_days) as days
    from scoped_life()
    group by client_id
    having sum(purchase_days) >= $min_days
),
ordered as (
    select client_id, row_number() over (order by md5(client_id), client_id) as place, count(*) over () as clients,
           sum(days) over (order by md5(client_id), client_id) as days
    from watched
),
chosen as (
    select client_id, clients, count(*) over () as used
    from ordered
    where place <= $most and (days <= $most_days or place <= $least)
),
masks as (
    select m.client_id, m.month, bit_or(m.day_mask) as day_mask, max(o.clients) as clients, max(o.used) as used
    from scoped_months_all_time() m
    join chosen o on o.client_id = m.client_id
    where m.day_mask > 0
    group by m.client_id, m.month
),
exploded as (
    select client_id, clients, used, month, day_mask, unnest(range(1, 32)) as number
    from masks
),
days as (
    select client_id, clients, used, month + cast(number - 1 as INTEGER) as day
    from exploded
    where (day_mask & (1 << number)) > 0
),
spaced as (
    select client_id, clients, used, day,
           day - lag(day) over (partition by client_id order by day) as gap,
           lead(day) over (partition by client_id order by day) as next_day,
           row_number() over (partition by client_id order by day) as known
    from days
),
rhythm as (
    select client_id, clients, used, day, next_day, known,
           median(gap) over (partition by client_id order by day rows between unbounded preceding and current row) as gap_median,
           avg(gap) over (partition by client_id order by day rows between unbounded preceding and current row) as gap_mean
    from spaced
),
waiting as (
    select client_id, clients, used, day, next_day, gap_median,
           greatest($lost_days, $lost_factor * gap_mean) as lost_after,
           greatest($floor_days, $late_factor * gap_median) as late_after,
           unnest(generate_series(date_trunc('month', day), least(coalesce(next_day, $last), $last), interval 1 month)) as month
    from rhythm
    where known >= $min_days and day <= $last
),
ends as (
    select client_id, clients, used, day, next_day, late_after, lost_after, last_day(cast(month as DATE)) as month_end,
           last_day(cast(month as DATE)) - day as open_days,
           last_day(cast(month as DATE)) - last_day(cast(month - interval 1 month as DATE)) as month_days
    from waiting
),
judged as (
    select client_id, clients, used, month_end,
           open_days > late_after as flagged,
           open_days > late_after and open_days - month_days <= late_after as fresh,
           next_day is null or next_day > month_end + $horizon as stopped
    from ends
    where open_days >= 0 and (next_day is null or next_day > month_end) and open_days <= lost_after
      and month_end >= $first and month_end <= $last
)
select month_end,
       count(*) as tested,
       cast(sum(case when stopped then 1 else 0 end) as BIGINT) as stopped,
       cast(sum(case when flagged then 1 else 0 end) as BIGINT) as flagged,
       cast(sum(case when flagged and stopped then 1 else 0 end) as BIGINT) as hits,
       cast(sum(case when fresh then 1 else 0 end) as BIGINT) as fresh,
       max(clients) as clients,
       max(used) as used
from judged
group by month_end
order by month_end

-- grain: month; the twelve months that end with it. A client's rolling sum changes only where a month enters or leaves
-- it, so squares and sums are carried forward by their changes, exactly, in decimals (19 digits: a product of two of 18
-- would be held in 18 and overflow). The order within a month is free: the steps between its first and last state cancel out.
with monthly as (
    select client_id, month, sum(value) as value
    from scoped_months_all_time()
    where client_id is not null and value is not null
    group by client_id, month
),
moves as (
    select client_id, month, cast(value as DECIMAL(18,4)) as moved from monthly
    union all
    select client_id, cast(month + interval 12 month as DATE), -cast(value as DECIMAL(18,4)) from monthly
),
rolling as (
    select month,
           moved,
           cast(sum(moved) over (partition by client_id order by month rows unbounded preceding) as DECIMAL(18,4)) as now
    from moves
),
steps as (
    select month,
           greatest(now, 0) as now,
           greatest(cast(now - moved as DECIMAL(18,4)), 0) as before
    from rolling
),
changes as (
    select month,
           sum(cast(now as DECIMAL(19,4)) * cast(now as DECIMAL(19,4))
               - cast(before as DECIMAL(19,4)) * cast(before as DECIMAL(19,4))) as squares,
           sum(now - before) as value,
           sum(case when now > 0 then 1 else 0 end - case when before > 0 then 1 else 0 end) as clients
    from steps
    group by month
),
carried as (
    select month,
           sum(squares) over (order by month) as squares,
           sum(value) over (order by month) as value,
           sum(clients) over (order by month) as clients
    from changes
)
select month,
       cast(value as DOUBLE) as value,
       cast(clients as BIGINT) as clients,
       cast(squares as DOUBLE) / nullif(cast(value as DOUBLE) * cast(value as DOUBLE), 0) as index
from carried
order by month

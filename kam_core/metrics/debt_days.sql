-- grain: client that owes, and one row for all of them together (everybody). What is owed is spread over the sales of the ledger's
-- last month and the eleven before it, the latest first, until they make what is owed. dso: the days that this takes, null where
-- the months do not hold as much; since: the earliest month that it takes; sold: sales of the twelve months
with day as (
    select max(as_of) as as_of, cast(date_trunc('month', max(as_of)) as DATE) as last from scoped_invoices()
),
twelve as (
    select cast(last - to_months(back) as DATE) as month,
           case when back = 0 then as_of + 1 else cast(last - to_months(back - 1) as DATE) end as until
    from (select last, as_of, unnest(range(12)) as back from day) each_month
),
months as (
    select month, until - month as days from twelve
),
debts as (
    select client_id, sum(amount) as owed from scoped_debts() group by client_id
),
bought as (
    select client_id, month, sum(revenue) as sold from scoped_sold()
    where month in (select month from months)
    group by client_id, month
),
owed as (
    select client_id, false as everybody, owed from debts
    union all
    select null, true, sum(owed) from debts
),
sold as (
    select client_id, false as everybody, month, greatest(sold, 0) as sold from bought
    union all
    select null, true, month, greatest(sum(sold), 0) from bought group by month
),
spread as (
    select o.client_id, o.everybody, o.owed, m.month, m.days,
           coalesce(s.sold, 0) as sold,
           sum(coalesce(s.sold, 0)) over (partition by o.everybody, o.client_id order by m.month desc) as running
    from owed o
    cross join months m
    left join sold s on s.month = m.month and s.everybody = o.everybody and s.client_id is not distinct from o.client_id
),
taken as (
    select *,
           case when running <= owed then 1.0
                when running - sold >= owed then 0.0
                else cast(owed - (running - sold) as DOUBLE) / nullif(cast(sold as DOUBLE), 0) end as part
    from spread
)
select client_id,
       everybody,
       case when max(running) >= max(owed) then cast(sum(part * days) as DOUBLE) end as dso,
       min(case when part > 0 then month end) as since,
       cast(sum(sold) as DOUBLE) as sold
from taken
group by client_id, everybody
order by everybody desc, client_id

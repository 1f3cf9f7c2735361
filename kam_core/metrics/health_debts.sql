-- grain: client with invoices that say what was paid, as of the ledger's last day. owed; overdue_days: days overdue, each sum up to $top days, by
-- the sum; long: what is overdue for more than $limit days. An invoice without a due day is due $term days after it was issued
with late as (
    select client_id, amount, case when dated then days else greatest(days - $term, 0) end as late
    from scoped_debts()
),
owed as (
    select client_id,
           sum(amount) as owed,
           sum(cast(amount as DOUBLE) * least(late, $top)) as weighed,
           sum(case when late > $limit then amount else 0 end) as long,
           max(late) as oldest
    from late
    group by client_id
),
billed as (
    select client_id, max(as_of) as as_of
    from scoped_invoices()
    where settles
    group by client_id
)
select b.client_id, b.as_of,
       cast(coalesce(o.owed, 0) as DOUBLE) as owed,
       case when o.owed > 0 then o.weighed / nullif(cast(o.owed as DOUBLE), 0) else 0.0 end as overdue_days,
       cast(coalesce(o.long, 0) as DOUBLE) as long,
       cast(coalesce(o.oldest, 0) as BIGINT) as oldest
from billed b
left join owed o on o.client_id = b.client_id

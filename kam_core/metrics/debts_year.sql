-- grain: one row, of all clients with an invoice: the ledger's last day; whether the invoices say what was paid; what was invoiced
-- in the year up to that day, what was paid in it, and the days from issue to payment, each weighed by the sum
select max(as_of) as as_of,
       coalesce(bool_or(settles), false) as settles,
       cast(coalesce(sum(issued), 0) as DOUBLE) as issued,
       cast(coalesce(sum(paid), 0) as DOUBLE) as paid,
       cast(sum(paid_days) as DOUBLE) as paid_days,
       count(*) as accounts
from scoped_invoices()

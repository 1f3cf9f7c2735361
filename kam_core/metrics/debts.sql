-- grain: client with an invoice that is not settled. As of the ledger's last day, whatever the period; late: days after an invoice was due, $term days
-- after it was issued where it does not say.
with late as (
    select client_id, amount, invoices, dated, case when dated then days else greatest(days - $term, 0) end as late
    from scoped_debts()
),
owed as (
    select client_id,
           sum(amount) as receivables,
           sum(case when late = 0 then amount else 0 end) as not_due,
           sum(case when late between 1 and 30 then amount else 0 end) as late_30,
           sum(case when late between 31 and 60 then amount else 0 end) as late_60,
           sum(case when late between 61 and 90 then amount else 0 end) as late_90,
           sum(case when late > 90 then amount else 0 end) as late_over,
           sum(case when late > 0 then amount else 0 end) as overdue,
           max(case when late > 0 then late end) as oldest,
           sum(invoices) as invoices_open,
           sum(case when late > 0 then invoices else 0 end) as invoices_overdue,
           sum(case when not dated then amount else 0 end) as undated
    from late
    group by client_id
),
billed as (
    select client_id,
           sum(credit) as credit,
           sum(overpaid) as overpaid,
           sum(paid) as paid,
           sum(paid_days) as paid_days
    from scoped_invoices()
    group by client_id
)
select b.client_id,
       c.name,
       c.accounts,
       c.manager,
       c.region,
       c.segment,
       cast(coalesce(o.receivables, 0) as DOUBLE) as receivables,
       cast(coalesce(o.not_due, 0) as DOUBLE) as not_due,
       cast(coalesce(o.late_30, 0) as DOUBLE) as late_30,
       cast(coalesce(o.late_60, 0) as DOUBLE) as late_60,
       cast(coalesce(o.late_90, 0) as DOUBLE) as late_90,
       cast(coalesce(o.late_over, 0) as DOUBLE) as late_over,
       cast(coalesce(o.overdue, 0) as DOUBLE) as overdue,
       cast(o.oldest as DOUBLE) as oldest,
       cast(coalesce(o.invoices_open, 0) as BIGINT) as invoices_open,
       cast(coalesce(o.invoices_overdue, 0) as BIGINT) as invoices_overdue,
       cast(coalesce(o.undated, 0) as DOUBLE) as undated,
       cast(coalesce(b.credit, 0) as DOUBLE) as credit,
       cast(coalesce(b.overpaid, 0) as DOUBLE) as overpaid,
       cast(coalesce(b.paid, 0) as DOUBLE) as paid,
       cast(b.paid_days as DOUBLE) as paid_days
from billed b
left join owed o on o.client_id = b.client_id
left join scoped_clients() c on c.client_id = b.client_id
where o.receivables > 0 or b.credit < 0 or b.overpaid < 0
order by o.overdue desc nulls last, o.receivables desc nulls last, b.client_id

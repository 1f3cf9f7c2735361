-- grain: client that owes, and one row for all of them together (everybody). owed, and what was sold in the month of the ledger's last
-- day (sold_0) and in each of the eleven before it (sold_1 …), whichever unit and manager sold it; of everybody that is what was sold
-- to all clients
with day as (
    select cast(date_trunc('month', max(as_of)) as DATE) as last from scoped_invoices()
),
debts as (
    select client_id, sum(amount) as owed from scoped_debts() group by client_id
),
bought as (
    select s.client_id,
           (year(d.last) - year(s.month)) * 12 + month(d.last) - month(s.month) as back,
           s.revenue
    from scoped_sold() s
    join day d on s.month <= d.last and s.month > d.last - interval 12 month
),
sums as (
    select client_id,
           sum(case when back = 0 then revenue end) as sold_0,
           sum(case when back = 1 then revenue end) as sold_1,
           sum(case when back = 2 then revenue end) as sold_2,
           sum(case when back = 3 then revenue end) as sold_3,
           sum(case when back = 4 then revenue end) as sold_4,
           sum(case when back = 5 then revenue end) as sold_5,
           sum(case when back = 6 then revenue end) as sold_6,
           sum(case when back = 7 then revenue end) as sold_7,
           sum(case when back = 8 then revenue end) as sold_8,
           sum(case when back = 9 then revenue end) as sold_9,
           sum(case when back = 10 then revenue end) as sold_10,
           sum(case when back = 11 then revenue end) as sold_11
    from bought
    group by client_id
),
rows_of as (
    select d.client_id, false as everybody, d.owed, s.* exclude (client_id)
    from debts d
    left join sums s on s.client_id = d.client_id
    union all
    select null, true, (select sum(owed) from debts), sum(columns(s.* exclude (client_id))) from sums s
)
select client_id, everybody, cast(owed as DOUBLE) as owed, cast(columns('sold_\d+') as DOUBLE)
from rows_of
order by everybody desc, client_id

-- Facts summed once, at import. The first three statements are the only ones that read sales lines.
-- Written plainly (no FILTER, QUALIFY, PIVOT, MEDIAN), so that it can run where big facts live.

-- grain: account as written × month × category × unit × manager. day_mask: bit d is set when something was bought on day d
create or replace temp table line_month as
select account,
       cast(date_trunc('month', date) as DATE) as month,
       category,
       unit,
       manager,
       cast(sum(revenue) as DECIMAL(18,4)) as revenue,
       cast(sum(case when cost is not null then revenue end) as DECIMAL(18,4)) as costed_revenue,
       cast(sum(cost) as DECIMAL(18,4)) as cost,
       cast(sum(quantity) as DECIMAL(18,4)) as quantity,
       cast(sum(case when revenue < 0 then revenue end) as DECIMAL(18,4)) as returns,
       count(*) as lines,
       bit_or(case when revenue > 0 then 1 << day(date) else 0 end) as day_mask
from sales
group by account, cast(date_trunc('month', date) as DATE), category, unit, manager;

-- grain: product (by id, else by name). Of several names the first by the alphabet
create or replace table product_dim as
select coalesce(product_id, product) as product, min(product) as label
from sales
where coalesce(product_id, product) is not null
group by coalesce(product_id, product);

-- grain: product × category × month, whoever bought, in whatever unit. counted_revenue: of the lines that have a quantity
create or replace table product_month as
select coalesce(product_id, product) as product,
       category,
       cast(date_trunc('month', date) as DATE) as month,
       cast(sum(revenue) as DECIMAL(18,4)) as revenue,
       cast(sum(case when cost is not null then revenue end) as DECIMAL(18,4)) as costed_revenue,
       cast(sum(cost) as DECIMAL(18,4)) as cost,
       cast(sum(quantity) as DECIMAL(18,4)) as quantity,
       cast(sum(case when quantity is not null then revenue end) as DECIMAL(18,4)) as counted_revenue,
       count(*) as lines
from sales
group by coalesce(product_id, product), category, cast(date_trunc('month', date) as DATE)
order by month, product;

-- every way in which a client is written, to its account: by id, by name or tax id (quotes, case and spaces aside), else itself
create or replace temp table written as
with texts as (
    select account from line_month union select account from costs union select account from targets
    union select account from invoices union select account from nps union select account from invitations
    union select account from tickets
)
select account,
       lower(trim(regexp_replace(translate(account, '«»"“”„''', ''), '\s+', ' ', 'g'))) as plain
from texts
where account is not null;

create or replace table account_alias as
with listed as (
    select account_id,
           tax_id,
           lower(trim(regexp_replace(translate(name, '«»"“”„''', ''), '\s+', ' ', 'g'))) as plain
    from accounts
),
by_name as (
    select plain, min(account_id) as account_id from listed group by plain having count(distinct account_id) = 1
),
by_tax as (
    select tax_id, min(account_id) as account_id from listed where tax_id is not null
    group by tax_id having count(distinct account_id) = 1
),
resolved as (
    select w.account, w.plain, coalesce(i.account_id, n.account_id, t.account_id) as account_id
    from written w
    left join (select distinct account_id from accounts) i on i.account_id = w.account
    left join by_name n on n.plain = w.plain
    left join by_tax t on t.tax_id = w.account
),
spelled as (
    select plain, coalesce(min(account_id), min(account)) as account_id
    from resolved
    where contains(plain, ' ')
    group by plain
)
select r.account, coalesce(r.account_id, s.account_id, r.account) as account_id
from resolved r
left join spelled s on s.plain = r.plain;

-- grain: account. An account that is not listed stands under the name it was written with
create or replace table account_dim as
-- A group's id may be its head account's id: the head then belongs to it, unless the group has a name of its own that is not
-- the head's; then ids of groups and of accounts are two lists that happen to share a number.
with known as (
    select account_id, name, group_id, group_name, region, segment, industry, manager, since, status, true as listed
    from accounts
    union all
    select distinct a.account_id, a.account_id, null, null, null, null, null, null, null, null, false
    from account_alias a
    left join accounts l on l.account_id = a.account_id
    where l.account_id is null
),
placed as (
    select k.account_id,
           k.name,
           head.name as head_name,
           case when head.account_id is not null and k.group_name is not null
                     and lower(k.group_name) <> lower(coalesce(head.name, '')) and coalesce(head.group_id, '') <> k.group_id
                then 'group ' || k.group_id
                else coalesce(k.group_id, k.group_name, k.account_id) end as group_id,
           k.group_id as given_group_id, k.group_name,
           k.region, k.segment, k.industry, k.manager, k.since, k.status, k.listed
    from known k
    left join accounts head on head.account_id = k.group_id
)
select account_id,
       coalesce(name, account_id) as name,
       group_id,
       coalesce(group_name, head_name, given_group_id, name, account_id) as group_name,
       region, segment, industry, manager, since, status, listed
from placed;

-- grain: account × month × category × unit × manager; account_id null: no client named
create or replace table account_category_month as
select a.account_id,
       l.month,
       l.category,
       l.unit,
       coalesce(l.manager, d.manager) as manager,
       cast(sum(l.revenue) as DECIMAL(18,4)) as revenue,
       cast(sum(l.costed_revenue) as DECIMAL(18,4)) as costed_revenue,
       cast(sum(l.cost) as DECIMAL(18,4)) as cost,
       cast(sum(l.quantity) as DECIMAL(18,4)) as quantity,
       cast(sum(l.returns) as DECIMAL(18,4)) as returns,
       cast(sum(l.lines) as BIGINT) as lines,
       bit_or(l.day_mask) as day_mask
from line_month l
left join account_alias a on a.account = l.account
left join account_dim d on d.account_id = a.account_id
group by a.account_id, l.month, l.category, l.unit, coalesce(l.manager, d.manager)
order by l.month, a.account_id;

-- grain: account × month × unit × manager, with the cost to serve on rows of its own (no unit)
create or replace table account_month as
with sold as (
    select account_id, month, unit, manager, revenue, costed_revenue, cost, quantity, returns, lines, day_mask,
           cast(null as DECIMAL(18,4)) as serve
    from account_category_month
),
served as (
    select a.account_id, cast(date_trunc('month', c.date) as DATE) as month, null as unit, d.manager,
           null as revenue, null as costed_revenue, null as cost, null as quantity, null as returns, 0 as lines,
           0 as day_mask, c.amount as serve
    from costs c
    left join account_alias a on a.account = c.account
    left join account_dim d on d.account_id = a.account_id
),
together as (
    select * from sold union all select * from served
)
select account_id, month, unit, manager,
       cast(coalesce(sum(revenue), 0) as DECIMAL(18,4)) as revenue,
       cast(sum(costed_revenue) as DECIMAL(18,4)) as costed_revenue,
       cast(sum(cost) as DECIMAL(18,4)) as cost,
       cast(sum(serve) as DECIMAL(18,4)) as serve,
       cast(sum(quantity) as DECIMAL(18,4)) as quantity,
       cast(coalesce(sum(returns), 0) as DECIMAL(18,4)) as returns,
       cast(sum(lines) as BIGINT) as lines,
       bit_or(day_mask) as day_mask,
       -- an account that sells, but has no cost of its sales anywhere: what it contributes is not known
       sum(sum(lines)) over (partition by account_id) > 0
           and sum(count(cost)) over (partition by account_id) = 0 as costless
from together
group by account_id, month, unit, manager
order by month, account_id;

-- grain: account. Days with a purchase, and the gaps between them in days; percentiles by nearest rank
create or replace table account_life as
with masks as (
    select account_id, month, bit_or(day_mask) as day_mask
    from account_month
    where account_id is not null and day_mask > 0
    group by account_id, month
),
bought as (
    select m.account_id, m.month + cast(d.range - 1 as INTEGER) as day
    from masks m
    join range(1, 32) d on (m.day_mask & (1 << d.range)) > 0
),
spaced as (
    select account_id, day, day - lag(day) over (partition by account_id order by day) as gap from bought
),
ranked as (
    select account_id, gap,
           row_number() over (partition by account_id order by gap) as place,
           count(*) over (partition by account_id) as gaps
    from spaced
    where gap is not null
),
rhythm as (
    select account_id,
           avg(case when place in ((gaps + 1) // 2, gaps // 2 + 1) then gap end) as gap_median,
           avg(gap) as gap_mean,
           min(case when place >= 0.9 * gaps then gap end) as gap_p90
    from ranked
    group by account_id
),
days as (
    select account_id, min(day) as first_purchase, max(day) as last_purchase, count(*) as purchase_days
    from bought
    group by account_id
),
sums as (
    select account_id, cast(sum(revenue) as DECIMAL(18,4)) as revenue, cast(sum(lines) as BIGINT) as lines
    from account_month
    where account_id is not null
    group by account_id
)
select s.account_id, d.first_purchase, d.last_purchase, coalesce(d.purchase_days, 0) as purchase_days, s.revenue, s.lines,
       r.gap_median, r.gap_mean, r.gap_p90
from sums s
left join days d on d.account_id = s.account_id
left join rhythm r on r.account_id = s.account_id;

-- grain: invoice. as_of: the last day that sales and invoices know of, days to come aside; balance: what is still to be paid, or
-- was paid too much (below zero); paid: the whole amount where only the day of payment is given, nothing where not even that is.
-- Where no invoice at all says what was paid, balances are not known.
create or replace temp table invoice as
with days as (
    select max(date) as day, max(case when date <= current_date then date end) as known from sales
    union all
    select max(issued), max(case when issued <= current_date then issued end) from invoices
    union all
    select max(paid_on), max(case when paid_on <= current_date then paid_on end) from invoices
),
told as (
    select max(known) as known, max(day) as day from days
),
payments as (
    select count(paid) + count(paid_on) > 0 as told from invoices
)
select a.account_id, i.issued, i.due, i.amount, i.paid_on,
       coalesce(t.known, t.day) as as_of,
       coalesce(i.paid, case when i.paid_on is not null then i.amount else 0 end) as paid,
       case when p.told then i.amount - coalesce(i.paid, case when i.paid_on is not null then i.amount else 0 end) end as balance
from invoices i
join account_alias a on a.account = i.account
cross join told t
cross join payments p;

-- grain: account × dated × days: what is still to be paid. dated: the invoice says when it is due; days: after that day, zero
-- up to it; where it does not say, days after it was issued
create or replace table account_debt as
select account_id, dated, days,
       cast(sum(balance) as DECIMAL(18,4)) as amount,
       count(*) as invoices
from (
    select account_id, due is not null as dated, greatest(as_of - coalesce(due, issued), 0) as days, balance
    from invoice
    where balance > 0
) open_invoice
group by account_id, dated, days
order by account_id, dated, days;

-- grain: account with an invoice. issued, paid: in the month of as_of and the eleven before it; paid_days: days from issue to payment,
-- each weighed by the sum; credit: credit notes that are not paid out, overpaid: paid above the amount, both below zero;
-- settles: whether it is known what was paid
create or replace table account_invoices as
select account_id,
       max(as_of) as as_of,
       count(*) as invoices,
       count(balance) > 0 as settles,
       cast(sum(case when issued >= start and issued <= as_of then amount end) as DECIMAL(18,4)) as issued,
       cast(sum(case when amount < 0 and balance < 0 then balance end) as DECIMAL(18,4)) as credit,
       cast(sum(case when amount >= 0 and balance < 0 then balance end) as DECIMAL(18,4)) as overpaid,
       cast(sum(case when paid_in_year then paid end) as DECIMAL(18,4)) as paid,
       sum(case when paid_in_year then cast(paid as DOUBLE) * (paid_on - issued) end) as paid_days
from (
    select *,
           paid > 0 and paid_on >= start and paid_on <= as_of as paid_in_year
    from (
        select *, cast(date_trunc('month', as_of) - interval 11 month as DATE) as start from invoice
    ) began
) year_of_invoices
group by account_id
order by account_id;

drop table invoice;

-- grain: one answer of a survey, its account as pages know it; account_id null: no client named
create or replace table answer as
select l.account_id, n.date, n.score, n.respondent, n.role, n.survey, n.comment, n.csat
from nps n
left join account_alias l on l.account = n.account
order by n.date, l.account_id;

-- grain: one respondent asked
create or replace table asked as
select l.account_id, i.date, i.respondent, i.survey
from invitations i
left join account_alias l on l.account = i.account
order by i.date, l.account_id;

-- grain: one request. An answer that came before the request was written down came at once; so did a resolution in the
-- minute of the opening, where one of the two is written without its seconds
create or replace table request as
select l.account_id, t.ticket_id, t.opened_at,
       case when t.first_response_at < t.opened_at then t.opened_at else t.first_response_at end as first_response_at,
       case when t.resolved_at < t.opened_at and t.resolved_at >= date_trunc('minute', t.opened_at) then t.opened_at
            else t.resolved_at end as resolved_at,
       t.closed_at, t.priority, t.category, t.status,
       t.reopened, t.changed_at, t.within_limit
from tickets t
left join account_alias l on l.account = t.account
order by t.opened_at, l.account_id;

drop table line_month;
drop table written

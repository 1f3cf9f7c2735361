-- The only thing that measures may select from. Each macro reads the variables that the door sets for one query; where
-- they are not set every comparison is null and no row comes out: it fails closed.

-- whether an account is seen by who looks: the one place that says so. Everything; or it is named, or its group; or its manager
-- in the account list is, unless it or its group was given to somebody else
create or replace macro scoped_seen(account_id, group_id, manager) as
    getvariable('kam_sees_all')
    or list_contains(getvariable('kam_sees'), account_id)
    or list_contains(getvariable('kam_clients'), group_id)
    or (list_contains(getvariable('kam_managers'), manager)
        and not list_contains(getvariable('kam_others'), group_id)
        and not list_contains(getvariable('kam_other_accounts'), account_id));

create or replace macro scoped_accounts() as table
select account_id,
       case when getvariable('kam_level') = 'group' then group_id else account_id end as client_id,
       case when getvariable('kam_level') = 'group' then group_name else name end as client_name,
       name, group_id, group_name, region, segment, industry, manager, since, status, listed
from account_dim
where scoped_seen(account_id, group_id, manager)
  and (getvariable('kam_region') is null or list_contains(getvariable('kam_region'), region))
  and (getvariable('kam_segment') is null or list_contains(getvariable('kam_segment'), segment))
  and (getvariable('kam_industry') is null or list_contains(getvariable('kam_industry'), industry))
  and (getvariable('kam_only') is null or list_contains(getvariable('kam_only'), group_id));

-- grain: client. A client's region, segment, industry and manager are those of its accounts where they agree
create or replace macro scoped_clients() as table
select client_id,
       min(client_name) as name,
       count(*) as accounts,
       case when min(region) = max(region) then min(region) end as region,
       case when min(segment) = max(segment) then min(segment) end as segment,
       case when min(industry) = max(industry) then min(industry) end as industry,
       case when min(manager) = max(manager) then min(manager) end as manager,
       bool_or(listed) as listed
from scoped_accounts()
group by client_id;

-- whether a row of sums is seen: that of a client that is seen, or of no client for those who see everything and filter by
-- nothing that only clients have; of the units and managers asked for
create or replace macro scoped_row(seen_id, account_id, unit, manager) as
    (seen_id is not null
     or (account_id is null and getvariable('kam_sees_all') and getvariable('kam_region') is null
         and getvariable('kam_segment') is null and getvariable('kam_industry') is null and getvariable('kam_only') is null))
    and (getvariable('kam_unit') is null or list_contains(getvariable('kam_unit'), unit))
    and (getvariable('kam_manager') is null or list_contains(getvariable('kam_manager'), manager));

-- grain: account × month × unit × manager, all time. client_id null: lines without a client, for those who see everything
create or replace macro scoped_months_all_time() as table
select a.client_id, m.account_id, m.month, m.unit, m.manager,
       m.revenue,
       m.costed_revenue - m.cost as margin,
       coalesce(margin, case when m.serve is not null and not m.costless then 0 end) - coalesce(m.serve, 0) as contribution,
       case getvariable('kam_base')
            when 'revenue' then m.revenue
            when 'margin' then margin
            when 'contribution' then contribution
       end as value,
       m.costed_revenue, m.cost, m.serve, m.quantity, m.returns, m.lines, m.day_mask, bit_count(m.day_mask) as days
from account_month m
left join scoped_accounts() a on a.account_id = m.account_id
where scoped_row(a.account_id, m.account_id, m.unit, m.manager);

create or replace macro scoped_months() as table
select * from scoped_months_all_time()
where month >= getvariable('kam_from') and month < getvariable('kam_to');

-- grain: account × month × category × unit × manager, all time
create or replace macro scoped_categories_all_time() as table
select a.client_id, m.account_id, m.month, m.category, m.unit, m.manager,
       case getvariable('kam_base') when 'revenue' then m.revenue else m.costed_revenue - m.cost end as value,
       m.revenue, m.costed_revenue - m.cost as margin, m.costed_revenue, m.cost, m.quantity, m.returns, m.lines,
       m.day_mask, bit_count(m.day_mask) as days
from account_category_month m
left join scoped_accounts() a on a.account_id = m.account_id
where scoped_row(a.account_id, m.account_id, m.unit, m.manager);

create or replace macro scoped_categories() as table
select * from scoped_categories_all_time()
where month >= getvariable('kam_from') and month < getvariable('kam_to');

-- grain: account. From the first purchase to the last, whatever the period
create or replace macro scoped_life() as table
select a.client_id, l.*
from account_life l
join scoped_accounts() a on a.account_id = l.account_id;

-- grain: account × dated × days: what is still to be paid, as of the ledger's last day whatever the period. An invoice names no
-- manager: the account's own is asked for
create or replace macro scoped_debts() as table
select a.client_id, d.*
from account_debt d
join scoped_accounts() a on a.account_id = d.account_id
where getvariable('kam_manager') is null or list_contains(getvariable('kam_manager'), a.manager);

-- grain: account × month × unit × manager, all time: what the accounts with these debts bought, from whichever unit or manager
create or replace macro scoped_sold() as table
select a.client_id, m.account_id, m.month, m.revenue
from account_month m
join scoped_accounts() a on a.account_id = m.account_id
where getvariable('kam_manager') is null or list_contains(getvariable('kam_manager'), a.manager);

-- grain: account. What was issued and paid in the year up to the ledger's last day, and what was paid too much
create or replace macro scoped_invoices() as table
select a.client_id, i.*
from account_invoices i
join scoped_accounts() a on a.account_id = i.account_id
where getvariable('kam_manager') is null or list_contains(getvariable('kam_manager'), a.manager);

-- grain: account × month of the sales plan, all time. A plan names no unit and no manager: the account's own manager is asked
-- for, and under a filter by unit there is none
create or replace macro scoped_targets() as table
select a.client_id, t.account_id, t.month, d.manager, t.revenue, t.margin
from (
    select l.account_id, cast(date_trunc('month', p.month) as DATE) as month, p.revenue, p.margin
    from targets p
    left join account_alias l on l.account = p.account
) t
left join scoped_accounts() a on a.account_id = t.account_id
left join account_dim d on d.account_id = t.account_id
where scoped_row(a.account_id, t.account_id, cast(null as VARCHAR), d.manager);

-- whether sums over everything may be shown: to who sees everything, where a part of it is not asked for
create or replace macro scoped_whole() as
    coalesce(getvariable('kam_sees_all'), false) and getvariable('kam_region') is null
    and getvariable('kam_segment') is null and getvariable('kam_industry') is null
    and getvariable('kam_manager') is null and getvariable('kam_unit') is null and getvariable('kam_only') is null;

-- grain: product × category × month in the period; product null: not named. Where a part is asked for, the lines themselves
-- are summed: one of the two halves is left out before anything is read
create or replace macro scoped_products() as table
with sums as (
    select product, category, month, revenue, costed_revenue, cost, quantity, counted_revenue, lines
    from product_month
    where scoped_whole() and month >= getvariable('kam_from') and month < getvariable('kam_to')
    union all
    select coalesce(s.product_id, s.product), s.category, cast(date_trunc('month', s.date) as DATE),
           sum(s.revenue), sum(case when s.cost is not null then s.revenue end), sum(s.cost), sum(s.quantity),
           sum(case when s.quantity is not null then s.revenue end), count(*)
    from sales s
    left join account_alias n on n.account = s.account
    left join scoped_accounts() a on a.account_id = n.account_id
    where not scoped_whole()
      and s.date >= getvariable('kam_from') and s.date < getvariable('kam_to')
      and scoped_row(a.account_id, n.account_id, s.unit, coalesce(s.manager, a.manager))
    group by coalesce(s.product_id, s.product), s.category, cast(date_trunc('month', s.date) as DATE)
)
select s.product, coalesce(d.label, s.product) as label, s.category, s.month, s.revenue,
       s.costed_revenue - s.cost as margin, s.costed_revenue, s.cost, s.quantity, s.counted_revenue, s.lines
from sums s
left join product_dim d on d.product = s.product;

-- grain: line of sales as it was brought in, in the period, of clients that are seen; for one client's dossier, never for sums
-- over many. place: tells lines apart that are equal in everything
create or replace macro scoped_lines() as table
select a.client_id, n.account_id, a.name as account, s.date, s.document, coalesce(s.product_id, s.product) as product,
       coalesce(s.product, s.product_id) as label, s.product_id, s.category, s.unit, coalesce(s.manager, a.manager) as manager,
       s.quantity, s.revenue, s.cost, s.revenue - s.cost as margin, s.currency, s.rowid as place
from sales s
join account_alias n on n.account = s.account
join scoped_accounts() a on a.account_id = n.account_id
where s.date >= getvariable('kam_from') and s.date < getvariable('kam_to')
  and scoped_row(a.account_id, n.account_id, s.unit, coalesce(s.manager, a.manager));

-- whether what clients say or ask is seen: as for sums, but a filter by business unit does not choose here, as neither an
-- answer nor a request names one
create or replace macro scoped_said(seen_id, account_id, manager) as
    (seen_id is not null
     or (account_id is null and getvariable('kam_sees_all') and getvariable('kam_region') is null
         and getvariable('kam_segment') is null and getvariable('kam_industry') is null and getvariable('kam_only') is null))
    and (getvariable('kam_manager') is null or list_contains(getvariable('kam_manager'), manager));

-- grain: answer of a survey, all time; client_id null: no client named. manager: of the account
create or replace macro scoped_answers_all_time() as table
select a.client_id, n.account_id, n.date, cast(date_trunc('month', n.date) as DATE) as month, n.score, n.csat, n.respondent,
       n.role, n.survey, n.comment, a.segment, a.manager
from answer n
left join scoped_accounts() a on a.account_id = n.account_id
where scoped_said(a.account_id, n.account_id, a.manager);

create or replace macro scoped_answers() as table
select * from scoped_answers_all_time()
where date >= getvariable('kam_from') and date < getvariable('kam_to');

-- grain: respondent asked, in the period
create or replace macro scoped_asked() as table
select a.client_id, i.account_id, i.date, i.respondent, i.survey, a.segment, a.manager
from asked i
left join scoped_accounts() a on a.account_id = i.account_id
where scoped_said(a.account_id, i.account_id, a.manager)
  and i.date >= getvariable('kam_from') and i.date < getvariable('kam_to');

-- grain: request, all time, by when it was opened; client_id null: no client named
create or replace macro scoped_requests_all_time() as table
select a.client_id, r.account_id, r.ticket_id, r.opened_at, r.first_response_at, r.resolved_at, r.closed_at, r.priority,
       r.category, r.status, r.reopened, r.changed_at, r.within_limit, a.segment, a.manager
from request r
left join scoped_accounts() a on a.account_id = r.account_id
where scoped_said(a.account_id, r.account_id, a.manager);

create or replace macro scoped_requests() as table
select * from scoped_requests_all_time()
where opened_at >= getvariable('kam_from') and opened_at < getvariable('kam_to');

-- grain: id of a corporate group, or of an account, that is seen: what people may write about. An account whose id is that of
-- another group is left out: what stands in the book under that id is the group's
create or replace macro scoped_reach() as table
select group_id as id from scoped_accounts()
union
select a.account_id
from scoped_accounts() a
left join (select distinct group_id from account_dim) g on g.group_id = a.account_id
where g.group_id is null

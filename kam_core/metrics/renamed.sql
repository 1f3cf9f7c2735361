-- grain: a category that ended × one that began where it ended, up to the period's end; the 30 largest of each. Clients and
-- money of the last six months of the one, and of the first six of the other; money is per month of those that were sold in
with bought as (
    select category, client_id, month, revenue, day_mask
    from scoped_categories_all_time()
    where category is not null and month < getvariable('kam_to')
),
life as (
    select category,
           min(case when day_mask > 0 then month end) as first_month,
           max(case when day_mask > 0 then month end) as last_month,
           sum(revenue) as revenue
    from bought
    group by category
),
span as (
    select min(first_month) as first_month, max(last_month) as last_month from life
),
ended as (
    select l.category, l.last_month
    from life l
    join span s on l.last_month < s.last_month
    order by l.revenue desc, l.category
    limit 30
),
begun as (
    select l.category, l.first_month
    from life l
    join span s on l.first_month > s.first_month
    order by l.revenue desc, l.category
    limit 30
),
pairs as (
    select e.category as old, b.category as new, e.last_month, b.first_month
    from ended e
    join begun b on b.first_month >= e.last_month and b.first_month <= e.last_month + interval 2 month
                    and b.category <> e.category
),
old_clients as (
    select p.old, p.new, m.client_id, sum(m.revenue) as revenue, min(m.month) as first_month, max(m.month) as last_month
    from pairs p
    join bought m on m.category = p.old and m.month > p.last_month - interval 6 month
    where m.day_mask > 0
    group by p.old, p.new, m.client_id
),
new_clients as (
    select p.old, p.new, m.client_id, sum(m.revenue) as revenue, min(m.month) as first_month, max(m.month) as last_month
    from pairs p
    join bought m on m.category = p.new and m.month < p.first_month + interval 6 month
    where m.day_mask > 0
    group by p.old, p.new, m.client_id
),
old_sums as (
    select old, new, count(client_id) as clients, sum(revenue) as revenue,
           date_diff('month', min(first_month), max(last_month)) + 1 as months
    from old_clients
    group by old, new
),
new_sums as (
    select old, new, count(client_id) as clients, sum(revenue) as revenue,
           date_diff('month', min(first_month), max(last_month)) + 1 as months
    from new_clients
    group by old, new
),
common as (
    select o.old, o.new, count(*) as clients
    from old_clients o
    join new_clients n on n.old = o.old and n.new = o.new and n.client_id = o.client_id
    group by o.old, o.new
)
select p.old, p.new, p.last_month, p.first_month,
       c.clients as common,
       o.clients as old_clients,
       n.clients as new_clients,
       cast(o.revenue as DOUBLE) / nullif(o.months, 0) as old_monthly,
       cast(n.revenue as DOUBLE) / nullif(n.months, 0) as new_monthly
from pairs p
join old_sums o on o.old = p.old and o.new = p.new
join new_sums n on n.old = p.old and n.new = p.new
join common c on c.old = p.old and c.new = p.new
order by p.old, p.new

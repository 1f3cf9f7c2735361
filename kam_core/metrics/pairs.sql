-- grain: pair of categories, first before second by name; of the $categories that most clients buy. Clients that buy both, either,
-- and any category at all in the period, and that bought anything (total_*). Clients with one basket are counted once for all.
-- $old, $new: renamed categories
with renamed as (
    select unnest(cast($old as VARCHAR[])) as old, unnest(cast($new as VARCHAR[])) as new
),
cells as (
    select c.client_id, coalesce(r.new, c.category) as category, sum(c.revenue) as revenue
    from scoped_categories() c
    left join renamed r on r.old = c.category
    where c.client_id is not null
    group by 1, 2
),
active as (
    select client_id from cells group by client_id having sum(revenue) > 0
),
bought as (
    select c.client_id, c.category
    from cells c
    join active a on a.client_id = c.client_id
    where c.category is not null and c.revenue > 0
),
held as (
    select category, count(*) as clients from bought group by category
),
known as (
    select category, clients from held order by clients desc, category limit $categories
),
baskets as (
    select list(b.category order by b.category) as basket
    from bought b
    join known k on k.category = b.category
    group by b.client_id
),
counted as (
    select basket, count(*) as clients, row_number() over () as number from baskets group by basket
),
items as (
    select number, clients, unnest(basket) as category from counted
),
together as (
    select a.category as first, b.category as second, sum(a.clients) as clients
    from items a
    join items b on b.number = a.number and a.category < b.category
    group by a.category, b.category
),
totals as (
    select (select count(distinct client_id) from bought) as clients, (select count(*) from held) as categories,
           (select count(*) from active) as active
)
select p.first, p.second,
       cast(p.clients as BIGINT) as both,
       f.clients as first_clients,
       s.clients as second_clients,
       t.clients as total_clients,
       t.categories as total_categories,
       t.active as total_active
from totals t
left join together p on true
left join known f on f.category = p.first
left join known s on s.category = p.second
order by p.first, p.second

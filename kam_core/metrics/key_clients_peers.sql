-- grain: client of $clients. Its peers: the other clients with sales of its segment where there are $least of them, else of
-- the whole scope (circle is null then). missing: categories that at least half of the peers bought in the period and it
-- did not, the most common first; peer_median: what the peers bought in the middle
with sold as (
    select client_id, cast(sum(revenue) as DOUBLE) as revenue from scoped_months() group by client_id having sum(revenue) > 0
),
-- a client's segment is that of its accounts where they agree
segments as (
    select client_id, case when min(segment) = max(segment) then min(segment) end as segment
    from scoped_accounts()
    where client_id in (select client_id from sold) or list_contains($clients, client_id)
    group by client_id
),
buyers as (
    select s.client_id, g.segment, s.revenue from sold s join segments g on g.client_id = s.client_id
),
bought as (
    select client_id, category
    from scoped_categories()
    where client_id is not null and category is not null
    group by client_id, category
    having sum(revenue) > 0
),
chosen as (
    select c.client_id, c.segment, coalesce(b.revenue, 0) as revenue, b.client_id is not null as buys
    from segments c
    left join buyers b on b.client_id = c.client_id
    where list_contains($clients, c.client_id)
),
circles as (
    select c.client_id, c.revenue, c.buys, c.segment as circle
    from chosen c
    join (select segment, count(*) as size from buyers group by segment) s on s.segment = c.segment
    where s.size - cast(c.buys as INTEGER) >= $least
),
placed as (
    select * from circles
    union all
    select client_id, revenue, buys, null from chosen where client_id not in (select client_id from circles)
),
spread as (
    select b.segment, a.category, count(*) as buyers
    from bought a
    join buyers b on b.client_id = a.client_id
    group by b.segment, a.category
),
sizes as (
    select segment as circle, count(*) as size, median(revenue) as middle, false as whole
    from buyers where segment is not null group by segment
    union all
    select null, count(*), median(revenue), true from buyers
),
-- a client is not its own peer: its sum taken out, the middle moves to what stands beside it
beside as (
    select z.circle, false as whole,
           count(case when b.revenue < z.middle then 1 end) as below, count(case when b.revenue > z.middle then 1 end) as above,
           max(case when b.revenue < z.middle then b.revenue end) as lower,
           min(case when b.revenue > z.middle then b.revenue end) as upper
    from sizes z join buyers b on b.segment = z.circle
    group by z.circle
    union all
    select null, true,
           count(case when b.revenue < z.middle then 1 end), count(case when b.revenue > z.middle then 1 end),
           max(case when b.revenue < z.middle then b.revenue end), min(case when b.revenue > z.middle then b.revenue end)
    from (select middle from sizes where whole) z cross join buyers b
),
-- left, right: the two in the middle of an even number, the neighbours of the one in the middle of an odd one
middles as (
    select z.*,
           case when s.below = z.size // 2 then s.lower else z.middle end as "left",
           case when s.above = z.size // 2 then s.upper else z.middle end as "right"
    from sizes z
    join beside s on s.circle is not distinct from z.circle and s.whole = z.whole
),
common as (
    select segment as circle, category, buyers, false as whole from spread where segment is not null
    union all
    select null, category, sum(buyers), true from spread group by category
),
offered as (
    select p.client_id, m.category, m.buyers,
           exists (select 1 from bought b where b.client_id = p.client_id and b.category = m.category) as held
    from placed p
    join sizes z on z.circle is not distinct from p.circle and z.whole = (p.circle is null)
    join common m on m.circle is not distinct from p.circle and m.whole = z.whole
    where 2 * m.buyers >= z.size - cast(p.buys as INTEGER)
),
lacking as (
    select client_id, list(category order by buyers desc, category) as missing
    from offered
    where not held
    group by client_id
),
held as (
    select client_id, count(*) as categories from bought where list_contains($clients, client_id) group by client_id
)
select p.client_id, p.circle,
       z.size - cast(p.buys as INTEGER) as peers,
       case when not p.buys then z.middle
            when z.size % 2 = 0 then case when p.revenue <= z."left" then z."right" else z."left" end
            when p.revenue < z.middle then (z.middle + z."right") / 2
            when p.revenue > z.middle then (z."left" + z.middle) / 2
            else (z."left" + z."right") / 2 end as peer_median,
       coalesce(h.categories, 0) as categories,
       coalesce(l.missing, []) as missing
from placed p
join middles z on z.circle is not distinct from p.circle and z.whole = (p.circle is null)
left join held h on h.client_id = p.client_id
left join lacking l on l.client_id = p.client_id
order by p.client_id

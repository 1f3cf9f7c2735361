-- grain: client × category. part 'best': white cells, those worth most first, at most $most; part 'matrix': every cell of the
-- $clients largest clients and $categories largest categories. low, mid, high: quartiles of what similar clients that buy
-- the category spend on it × the share of similar clients that buy it; alike: how many buy it, from at least $least of
-- them. Similar: of the same segment and band of revenue, of $bands; where those are too few, of the band alone. part 'client':
-- every category for $client, with what similar clients do in those that it buys, too.
-- Columns total_* repeat the figures of the whole. $old, $new: renamed categories
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
sums as (
    select client_id, sum(revenue) as revenue from cells group by client_id having sum(revenue) > 0
),
placed as (
    select client_id, revenue,
           rank() over (order by revenue desc) as size_rank,
           row_number() over (order by revenue desc, client_id) as place,
           count(*) over () as clients
    from sums
),
-- a client is of a segment where all its accounts agree
segments as (
    select client_id, case when min(segment) = max(segment) then min(segment) end as segment
    from scoped_accounts()
    where client_id in (select client_id from sums)
    group by client_id
),
clients as (
    select p.client_id, p.revenue, p.place, p.clients,
           cast(floor((p.size_rank - 1) * cast($bands as DOUBLE) / nullif(p.clients, 0)) as INTEGER) as band,
           coalesce(n.segment, '') as segment
    from placed p
    join segments n on n.client_id = p.client_id
),
offer as (
    select category, revenue, row_number() over (order by revenue desc, category) as place
    from (select category, sum(revenue) as revenue from cells where category is not null group by category)
    where revenue > 0
),
bought as (
    select c.client_id, c.category, k.segment, k.band, cast(c.revenue as DOUBLE) as revenue
    from cells c
    join clients k on k.client_id = c.client_id
    join offer o on o.category = c.category
    where c.revenue > 0
),
near as (
    select segment, band, category, count(*) as buyers, quantile_cont(revenue, [0.25, 0.5, 0.75]) as spend
    from bought
    group by segment, band, category
),
wide as (
    select band, category, count(*) as buyers, quantile_cont(revenue, [0.25, 0.5, 0.75]) as spend
    from bought
    group by band, category
),
near_all as (
    select segment, band, count(*) as clients from clients group by segment, band
),
wide_all as (
    select band, sum(clients) as clients from near_all group by band
),
-- grain: segment × band × category: what a white cell of such a client is worth, and how many such cells there are
worth as (
    select a.segment, a.band, o.category,
           a.clients - coalesce(n.buyers, 0) as white,
           case when n.buyers >= $least and a.segment <> '' then 'segment' when w.buyers >= $least then 'size' end as similar_by,
           case similar_by when 'segment' then n.buyers when 'size' then w.buyers end as alike,
           cast(case similar_by when 'segment' then a.clients - 1 when 'size' then b.clients - 1 end as BIGINT) as peers,
           case similar_by when 'segment' then n.spend when 'size' then w.spend end as spend,
           alike / nullif(cast(peers as DOUBLE), 0) as probability
    from near_all a
    join wide_all b on b.band = a.band
    cross join offer o
    left join near n on n.segment = a.segment and n.band = a.band and n.category = o.category
    left join wide w on w.band = a.band and w.category = o.category
),
ordered as (
    select w.*, sum(white) over (order by spend[2] * probability desc nulls last, category, band, segment) - white as ahead
    from worth w
    where white > 0
),
white as (
    select k.client_id, k.place, o.category, o.spend[2] * o.probability as mid, k.revenue
    from ordered o
    join clients k on k.segment = o.segment and k.band = o.band
    left join bought b on b.client_id = k.client_id and b.category = o.category
    where o.ahead < $most and b.client_id is null
),
best as (
    select 'best' as part, client_id, category,
           row_number() over (order by mid desc nulls last, revenue desc, client_id, category) as place
    from white
),
wanted as (
    select part, client_id, category, place from best where place <= $most
    union all
    select 'matrix', k.client_id, o.category, k.place * 100000 + o.place
    from clients k
    cross join offer o
    where k.place <= $clients and o.place <= $categories
    union all
    select 'client', k.client_id, o.category, o.place
    from clients k
    cross join offer o
    where k.client_id = $client
),
named as (
    select client_id, min(client_name) as name,
           case when min(region) = max(region) then min(region) end as region,
           case when min(manager) = max(manager) then min(manager) end as manager
    from scoped_accounts()
    where client_id in (select client_id from wanted)
    group by client_id
),
earlier as (
    select distinct c.client_id, coalesce(r.new, c.category) as category
    from scoped_categories_all_time() c
    left join renamed r on r.old = c.category
    where c.month < getvariable('kam_from') and c.day_mask > 0
      and c.client_id in (select client_id from wanted)
),
totals as (
    select (select count(*) from clients) as accounts,
           (select count(*) from offer) as categories,
           (select count(*) from bought) as filled,
           (select coalesce(sum(case when alike is not null then white else 0 end), 0) from worth) as sized
)
select w.part, w.place, w.client_id, n.name, n.region, n.manager, nullif(k.segment, '') as segment, k.band + 1 as band,
       k.place as client_place, w.category, o.place as category_place,
       cast(k.revenue as DOUBLE) as client_revenue,
       b.revenue,
       case when b.client_id is null then v.alike end as alike,
       case when b.client_id is null then v.peers end as peers,
       case when b.client_id is null then v.similar_by end as similar_by,
       case when b.client_id is null then v.probability end as probability,
       case when b.client_id is null then v.spend[2] end as spend,
       v.alike as every_buyer, v.peers as every_peer, v.spend[2] as usual, v.similar_by as usual_by,
       case when b.client_id is null then v.spend[1] * v.probability end as low,
       case when b.client_id is null then v.spend[2] * v.probability end as mid,
       case when b.client_id is null then v.spend[3] * v.probability end as high,
       b.client_id is null and e.client_id is not null as lapsed,
       t.accounts as total_accounts, t.categories as total_categories, t.filled as total_filled,
       cast(t.sized as BIGINT) as total_sized
from totals t
left join wanted w on true
left join clients k on k.client_id = w.client_id
left join named n on n.client_id = w.client_id
left join offer o on o.category = w.category
left join bought b on b.client_id = w.client_id and b.category = w.category
left join worth v on v.segment = k.segment and v.band = k.band and v.category = w.category
left join earlier e on e.client_id = w.client_id and e.category = w.category
order by w.part, w.place

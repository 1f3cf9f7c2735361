-- grain: category of the offer (sold in the period, net above zero); one row with no category where there is none. Columns
-- total_* repeat the figures of the whole. held: bought before the period; fresh: bought in it and never before.
-- $old, $new: renamed categories; $before_from, $before_to: the period that upsell compares with; $growth: more than this
with renamed as (
    select unnest(cast($old as VARCHAR[])) as old, unnest(cast($new as VARCHAR[])) as new
),
cells as (
    select c.client_id,
           coalesce(r.new, c.category) as category,
           coalesce(sum(case when c.month >= getvariable('kam_from') then c.revenue end), 0) as revenue,
           coalesce(sum(case when c.month >= $before_from and c.month < $before_to then c.revenue end), 0) as revenue_before,
           bool_or(c.month < getvariable('kam_from') and c.day_mask > 0) as held
    from scoped_categories_all_time() c
    left join renamed r on r.old = c.category
    where c.month < getvariable('kam_to')
    group by 1, 2
),
offer as (
    select category, sum(revenue) as revenue, sum(revenue_before) as revenue_before
    from cells
    where category is not null
    group by category
    having sum(revenue) > 0
),
marked as (
    select c.client_id, c.category, c.revenue, c.revenue_before, c.held,
           o.category is not null as offered,
           o.category is not null and c.revenue > 0 as bought
    from cells c
    left join offer o on o.category = c.category
    where c.client_id is not null
),
clients as (
    select client_id,
           bool_or(held) as existing,
           sum(revenue) > 0 as active,
           sum(case when offered and held then 1 else 0 end) as held,
           sum(case when bought then 1 else 0 end) as bought,
           sum(case when bought and not held then 1 else 0 end) as fresh,
           sum(revenue) as revenue,
           sum(case when category is not null and held then revenue else 0 end) as held_revenue,
           sum(case when category is not null and not held then revenue else 0 end) as fresh_revenue,
           sum(case when category is null then revenue else 0 end) as plain_revenue,
           sum(case when category is not null and held then revenue_before else 0 end) as held_before
    from marked
    group by client_id
),
size as (
    select count(*) as categories from offer
),
totals as (
    select sum(case when active then 1 else 0 end) as accounts,
           sum(case when active then bought else 0 end) as cells,
           sum(case when existing then 1 else 0 end) as existing,
           sum(case when existing and held < s.categories then 1 else 0 end) as eligible,
           sum(case when existing and held < s.categories and fresh > 0 then 1 else 0 end) as cross_sold,
           sum(case when existing and held_revenue > 0 and held_before > 0 then 1 else 0 end) as upsell_base,
           sum(case when existing and held_before > 0 and held_revenue > held_before * (1 + $growth) then 1 else 0 end) as upsold,
           sum(case when existing and held_before > 0 and held_revenue > held_before * (1 + $growth)
                    then held_revenue - held_before else 0 end) as upsell_revenue,
           sum(case when existing then held_revenue else 0 end) as revenue_held,
           sum(case when existing then fresh_revenue else 0 end) as revenue_cross,
           sum(case when existing then plain_revenue else 0 end) as revenue_plain,
           sum(case when not existing then revenue else 0 end) as revenue_new
    from clients
    cross join size s
),
unnamed as (
    select coalesce(sum(revenue), 0) as revenue from cells where client_id is null
),
categories as (
    select m.category,
           sum(case when m.bought and c.active then 1 else 0 end) as holders,
           sum(case when c.existing and m.held then 1 else 0 end) as held,
           sum(case when c.existing and m.bought and not m.held then 1 else 0 end) as cross_sold,
           sum(case when c.existing and not m.held then m.revenue else 0 end) as cross_revenue
    from marked m
    join clients c on c.client_id = m.client_id
    where m.offered
    group by m.category
)
select o.category,
       cast(o.revenue as DOUBLE) as revenue,
       cast(o.revenue_before as DOUBLE) as revenue_before,
       cast(coalesce(g.holders, 0) as BIGINT) as holders,
       cast(coalesce(t.existing, 0) - coalesce(g.held, 0) as BIGINT) as eligible,
       cast(coalesce(g.cross_sold, 0) as BIGINT) as cross_sold,
       cast(coalesce(g.cross_revenue, 0) as DOUBLE) as cross_revenue,
       s.categories as total_categories,
       cast(coalesce(t.accounts, 0) as BIGINT) as total_accounts,
       cast(coalesce(t.cells, 0) as BIGINT) as total_cells,
       cast(coalesce(t.existing, 0) as BIGINT) as total_existing,
       cast(coalesce(t.eligible, 0) as BIGINT) as total_eligible,
       cast(coalesce(t.cross_sold, 0) as BIGINT) as total_cross_sold,
       cast(coalesce(t.upsell_base, 0) as BIGINT) as total_upsell_base,
       cast(coalesce(t.upsold, 0) as BIGINT) as total_upsold,
       cast(coalesce(t.upsell_revenue, 0) as DOUBLE) as total_upsell_revenue,
       cast(coalesce(t.revenue_held, 0) as DOUBLE) as total_revenue_held,
       cast(coalesce(t.revenue_cross, 0) as DOUBLE) as total_revenue_cross,
       cast(coalesce(t.revenue_plain, 0) as DOUBLE) as total_revenue_plain,
       cast(coalesce(t.revenue_new, 0) as DOUBLE) as total_revenue_new,
       cast(u.revenue as DOUBLE) as total_revenue_unnamed
from totals t
cross join size s
cross join unnamed u
left join offer o on true
left join categories g on g.category = o.category
order by o.revenue desc nulls last, o.category

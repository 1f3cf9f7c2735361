-- grain: client with sales before the end of the period. manager: that of its accounts where they agree, else the one who sold it
-- most before that day. active: whether it bought in the twelve months before $until; of categories sold in the period (the offer):
-- existing: bought any before the period; eligible: of these, lacked one; cross: of these, bought one; upsell_base: bought what it
-- held in the period and in the earlier one; upsold: and by more than $growth. $old, $new: renamed categories
with sellers as (
    select client_id, manager, sum(revenue) as revenue, sum(lines) as lines,
           bool_or(day_mask > 0 and month >= $year_ago) as active
    from scoped_months_all_time()
    where client_id is not null and month < $until
    group by client_id, manager
),
sold as (
    select client_id, sum(lines) as lines, bool_or(active) as active,
           max(case when manager is not null
                    then struct_pack(sold := coalesce(revenue, 0), manager := manager) end) as seller
    from sellers
    group by client_id
),
renamed as (
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
    select category
    from cells
    where category is not null
    group by category
    having sum(revenue) > 0
),
size as (
    select count(*) as categories from offer
),
grown as (
    select c.client_id,
           bool_or(c.held) as existing,
           sum(case when o.category is not null and c.held then 1 else 0 end) as held,
           bool_or(o.category is not null and c.revenue > 0 and not c.held) as fresh,
           sum(case when c.category is not null and c.held then c.revenue else 0 end) as held_revenue,
           sum(case when c.category is not null and c.held then c.revenue_before else 0 end) as held_before
    from cells c
    left join offer o on o.category = c.category
    where c.client_id is not null
    group by c.client_id
)
select s.client_id,
       c.name,
       coalesce(c.manager, s.seller.manager) as manager,
       s.active,
       coalesce(g.existing and g.held < z.categories, false) as eligible,
       coalesce(g.existing and g.held < z.categories and g.fresh, false) as cross_sold,
       coalesce(g.existing and g.held_revenue > 0 and g.held_before > 0, false) as upsell_base,
       coalesce(g.existing and g.held_before > 0 and g.held_revenue > g.held_before * (1 + $growth), false) as upsold,
       z.categories
from sold s
join scoped_clients() c on c.client_id = s.client_id
cross join size z
left join grown g on g.client_id = s.client_id
where s.lines > 0
order by s.client_id

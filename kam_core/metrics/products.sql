-- grain: product, or category where lines name no product ('c' before its name; 'n': neither is named), in the period.
-- counted: revenue of the lines that have a quantity. $old, $new: categories that were renamed
with renamed as (
    select unnest(cast($old as VARCHAR[])) as old, unnest(cast($new as VARCHAR[])) as new
),
named as (
    select p.product, p.label, coalesce(r.new, p.category) as category, p.revenue, p.counted_revenue, p.quantity
    from scoped_products() p
    left join renamed r on r.old = p.category
)
select case when product is not null then 'p' || product when category is not null then 'c' || category else 'n' end as item,
       min(case when product is not null then label else category end) as label,
       max(category) as category,
       count(product) > 0 as is_product,
       cast(sum(revenue) as DOUBLE) as revenue,
       cast(coalesce(sum(counted_revenue), 0) as DOUBLE) as counted,
       cast(coalesce(sum(quantity), 0) as DOUBLE) as quantity
from named
group by 1
order by 1

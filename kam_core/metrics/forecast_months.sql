-- grain: part of the company × month before $to with sales; field: company, manager or unit, part null: not named
with months as (
    select month, unit, manager, revenue, days
    from scoped_months_all_time()
    where month < $to and lines > 0
),
parts as (
    select 'company' as field, 'company' as part, month, revenue, days from months
    union all
    select 'manager', manager, month, revenue, days from months
    union all
    select 'unit', unit, month, revenue, days from months
)
select field, part, month, cast(sum(revenue) as DOUBLE) as revenue, max(days) > 0 as bought
from parts
group by field, part, month
order by field, part, month

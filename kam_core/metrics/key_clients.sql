-- grain: client with sales that passes a limit by size under some rule, is among the $most largest in the base, or is named
-- in $also. $edge: the lowest share that can pass; $amount: revenue of the period that passes (null: none); whole_* repeat
-- the sums of the clients above zero. Margin and profit are null where no cost is known.
with months as (
    select client_id, unit, manager, value, revenue, margin, contribution, serve, lines
    from scoped_months()
    where client_id is not null
),
summed as (
    select client_id,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(contribution) as contribution,
           sum(serve) as serve,
           sum(lines) as lines,
           count(margin) > 0 or sum(lines) = 0 as costed
    from months
    group by client_id
),
sums as (
    select client_id,
           case when costed or getvariable('kam_base') = 'revenue' then value end as value,
           revenue, margin, serve,
           case when costed then contribution end as profit
    from summed
    where lines > 0 or getvariable('kam_base') = 'contribution'
),
whole as (
    select cast(sum(case when value > 0 then value end) as DOUBLE) as whole_value,
           cast(sum(case when revenue > 0 then revenue end) as DOUBLE) as whole_revenue,
           cast(sum(case when margin > 0 then margin end) as DOUBLE) as whole_margin,
           cast(sum(case when profit > 0 then profit end) as DOUBLE) as whole_profit,
           cast(sum(serve) as DOUBLE) as whole_serve
    from sums
),
parts as (
    select 'unit' as field, unit as part, client_id, sum(value) as value from months where unit is not null group by all
    union all
    select 'manager', manager, client_id, sum(value) from months where manager is not null group by all
),
part_sums as (
    select field, part, cast(sum(value) as DOUBLE) as positive from parts where value > 0 group by field, part
),
placed as (
    select p.field, p.part, p.client_id, cast(p.value as DOUBLE) / nullif(s.positive, 0) as share
    from parts p
    join part_sums s on s.field = p.field and s.part = p.part
    where p.value > 0
),
largest as (
    select client_id from sums order by value desc nulls last, client_id limit $most
),
kept as (
    select client_id from sums cross join whole
    where value > $edge * whole_value or revenue > $edge * whole_revenue or margin > $edge * whole_margin
          or revenue >= $amount or list_contains($also, client_id)
    union
    select client_id from placed where share > $edge
    union
    select client_id from largest
),
best as (
    select p.field, p.part, p.client_id, p.share,
           row_number() over (partition by p.client_id, p.field order by p.share desc, p.part) as place
    from placed p
    where p.client_id in (select client_id from kept)
)
select s.client_id,
       cast(s.value as DOUBLE) as value,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(s.profit as DOUBLE) as profit,
       cast(s.serve as DOUBLE) as serve,
       u.part as key_unit, u.share as unit_share,
       m.part as key_manager, m.share as manager_share,
       w.*
from sums s
cross join whole w
left join best u on u.client_id = s.client_id and u.field = 'unit' and u.place = 1
left join best m on m.client_id = s.client_id and m.field = 'manager' and m.place = 1
where s.client_id in (select client_id from kept)
order by s.value desc nulls last, s.client_id

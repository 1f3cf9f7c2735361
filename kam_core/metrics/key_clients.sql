-- grain: client that passes a limit by size under some rule, is among the $most largest in the base, or is named in $also.
-- $edge: the lowest share that can pass; $amount: revenue of the period that passes (null: none); whole_* repeat the sums of
-- the clients above zero. Margin and profit are null where no cost is known; a client of $also without sales has nulls.
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
           cast(case when costed or getvariable('kam_base') = 'revenue' then value end as DOUBLE) as value,
           cast(revenue as DOUBLE) as revenue,
           cast(margin as DOUBLE) as margin,
           cast(case when costed then contribution end as DOUBLE) as profit,
           cast(serve as DOUBLE) as serve,
           row_number() over (order by case when costed or getvariable('kam_base') = 'revenue' then value end desc nulls last,
                              client_id) as place
    from summed
    where lines > 0 or getvariable('kam_base') = 'contribution'
),
whole as (
    select sum(case when value > 0 then value end) as whole_value,
           sum(case when revenue > 0 then revenue end) as whole_revenue,
           sum(case when margin > 0 then margin end) as whole_margin,
           sum(case when profit > 0 then profit end) as whole_profit,
           sum(serve) as whole_serve
    from (select * from sums order by client_id)
),
parts as (
    select 'unit' as field, unit as part, client_id, sum(value) as value from months where unit is not null group by all
    union all
    select 'manager', manager, client_id, sum(value) from months where manager is not null group by all
),
placed as (
    select field, part, client_id,
           cast(value as DOUBLE) / cast(sum(value) over (partition by field, part) as DOUBLE) as share
    from parts
    where value > 0
),
kept as (
    select client_id from sums cross join whole
    where place <= $most or value > $edge * whole_value or revenue > $edge * whole_revenue or margin > $edge * whole_margin
          or revenue >= $amount
    union
    select client_id from placed where share > $edge
    union
    select client_id from scoped_clients() where list_contains($also, client_id)
),
best as (
    select p.field, p.part, p.client_id, p.share,
           row_number() over (partition by p.client_id, p.field order by p.share desc, p.part) as place
    from placed p
    join kept k on k.client_id = p.client_id
)
select c.client_id, c.name, c.accounts, c.region, c.segment, c.industry, c.manager,
       s.value, s.revenue, s.margin, s.profit, s.serve,
       u.part as key_unit, u.share as unit_share,
       m.part as key_manager, m.share as manager_share,
       w.*
from kept k
join scoped_clients() c on c.client_id = k.client_id
cross join whole w
left join sums s on s.client_id = k.client_id
left join best u on u.client_id = k.client_id and u.field = 'unit' and u.place = 1
left join best m on m.client_id = k.client_id and m.field = 'manager' and m.place = 1
order by s.value desc nulls last, c.client_id

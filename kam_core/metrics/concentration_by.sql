-- grain: part (business unit or manager, as $field says) × client, for the clients above the key limit in their part and
-- the largest $most of each; part_* columns repeat the figures of the whole part. Net negative clients have no share.
with sums as (
    select case when $field = 'manager' then manager else unit end as part,
           client_id,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(margin) as margin
    from scoped_months()
    group by 1, 2
),
parts as (
    select part,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(value) as value,
           sum(case when client_id is null then revenue end) as unassigned,
           sum(case when client_id is not null and value > 0 then value end) as positive,
           sum(case when client_id is not null and value > 0 then cast(value as DOUBLE) * cast(value as DOUBLE) end) as squares,
           count(case when client_id is not null and value > 0 then 1 end) as clients
    from sums
    group by part
),
ranked as (
    select s.part,
           s.client_id,
           s.value,
           s.revenue,
           s.margin,
           cast(s.value as DOUBLE) / nullif(cast(p.positive as DOUBLE), 0) as share,
           row_number() over (partition by s.part order by s.value desc, s.client_id) as place
    from sums s
    join parts p on p.part is not distinct from s.part
    where s.client_id is not null and s.value > 0
)
select p.part,
       cast(p.revenue as DOUBLE) as part_revenue,
       cast(p.margin as DOUBLE) as part_margin,
       cast(p.value as DOUBLE) as part_value,
       cast(coalesce(p.unassigned, 0) as DOUBLE) as part_unassigned,
       p.clients as part_clients,
       p.squares / nullif(cast(p.positive as DOUBLE) * cast(p.positive as DOUBLE), 0) as part_index,
       r.place,
       r.client_id,
       c.name,
       cast(r.value as DOUBLE) as value,
       cast(r.revenue as DOUBLE) as revenue,
       cast(r.margin as DOUBLE) as margin,
       r.share
from parts p
left join ranked r on r.part is not distinct from p.part and (r.place <= $most or r.share > $key)
left join scoped_clients() c on c.client_id = r.client_id
order by p.value desc nulls last, p.part, r.place

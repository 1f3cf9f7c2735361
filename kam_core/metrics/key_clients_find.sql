-- grain: client whose name or id holds $wanted (already in small letters), the largest of all time first, at most $most
with hits as (
    select client_id, name from scoped_clients() where contains(lower(name), $wanted) or contains(lower(client_id), $wanted)
),
sums as (
    select client_id, sum(revenue) as revenue from scoped_life() group by client_id
)
select h.client_id, h.name
from hits h
left join sums s on s.client_id = h.client_id
order by s.revenue desc nulls last, h.client_id
limit $most

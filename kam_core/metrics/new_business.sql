-- grain: one row; what the clients whose first purchase ever falls between $from and $to bought between these dates
with firsts as (
    select client_id, min(first_purchase) as first_purchase from scoped_life() group by client_id
)
select count(distinct m.client_id) as clients,
       cast(sum(m.revenue) as DOUBLE) as revenue
from scoped_months_all_time() m
join firsts f on f.client_id = m.client_id
where f.first_purchase >= $from and f.first_purchase < $to and m.month >= $from and m.month < $to

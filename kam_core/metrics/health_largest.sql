-- grain: client, the $most largest by the revenue of all time; clients: how many there are
with sums as (
    select client_id, sum(revenue) as revenue, count(*) over () as clients
    from scoped_life()
    group by client_id
)
select client_id, cast(clients as BIGINT) as clients
from sums
order by revenue desc, client_id
limit $most

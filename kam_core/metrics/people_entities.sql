-- grain: account of the clients of the scope. revenue: of the period, as text, so that it stays exact
with sums as (
    select account_id, sum(revenue) as revenue
    from scoped_months()
    where account_id is not null
    group by account_id
)
select a.client_id, a.client_name as client, a.account_id, a.name, a.manager,
       cast(coalesce(s.revenue, 0) as VARCHAR) as revenue
from scoped_accounts() a
left join sums s on s.account_id = a.account_id
order by s.revenue desc nulls last, a.account_id

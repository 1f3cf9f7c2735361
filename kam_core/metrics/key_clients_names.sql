-- grain: client of $clients that can be seen
select client_id, name, accounts, region, segment, industry, manager
from scoped_clients()
where list_contains($clients, client_id)
order by client_id

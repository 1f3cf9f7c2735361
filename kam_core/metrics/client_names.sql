-- grain: client of the scope
select client_id, name
from scoped_clients()
order by client_id

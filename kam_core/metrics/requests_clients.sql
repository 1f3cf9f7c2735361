-- grain: client with a request, all time
select c.client_id, c.name
from scoped_clients() c
where c.client_id in (select client_id from scoped_requests_all_time())

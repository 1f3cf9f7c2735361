-- grain: request that is neither resolved nor closed, all time
select r.client_id as account_id, c.name, r.ticket_id, r.opened_at, r.first_response_at, r.priority, r.category, r.status,
       r.reopened, r.manager
from scoped_requests_all_time() r
left join scoped_clients() c on c.client_id = r.client_id
where r.resolved_at is null and r.closed_at is null
order by r.opened_at, r.ticket_id

-- Whose client is it, as the account list has it. Grain: client × manager; manager null: none is named
select distinct client_id, client_name as name, manager
from scoped_accounts()
where list_contains($clients, client_id)
order by client_id, manager

-- Whose client is it, as the account list has it. Grain: account of the client $client (a corporate group).
select account_id, name, manager
from scoped_accounts()
where client_id = $client
order by name, account_id

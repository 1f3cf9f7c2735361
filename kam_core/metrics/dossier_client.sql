-- grain: client: the corporate group with this id, or that of the legal entity with this id
select group_id as client_id, min(group_name) as name, list(account_id order by account_id) as accounts,
       list(name order by account_id) as names, case when min(manager) = max(manager) then min(manager) end as manager
from scoped_accounts()
where group_id in (select group_id from scoped_accounts() where group_id = $id or account_id = $id)
group by group_id

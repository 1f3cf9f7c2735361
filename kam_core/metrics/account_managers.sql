-- Who stands as a manager in the account list. Grain: manager; clients: corporate groups with an account of theirs.
select manager, count(distinct group_id) as clients
from scoped_accounts()
where manager is not null and manager <> ''
group by manager
order by manager

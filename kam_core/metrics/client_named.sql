-- grain: client; whose id or name is $wanted, letters of any size; else those in whose name it stands, at most six
with
found as (
    select client_id, name, client_id = $wanted as same_id, lower(name) = lower($wanted) as same_name
    from scoped_clients()
    where client_id = $wanted or contains(lower(name), lower($wanted))
)
select client_id, name, same_id, same_name
from found
order by same_id desc, same_name desc, name, client_id
limit 6

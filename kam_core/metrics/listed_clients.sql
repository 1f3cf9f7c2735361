-- grain: one row: how many clients of the account list are seen
select count(*) as clients from scoped_clients() where listed

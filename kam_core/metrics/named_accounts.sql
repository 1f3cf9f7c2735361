-- Which of the seen legal entities or corporate groups a text names. Grain: text × what it names.
-- way: account (its id), client (a group's id), name (of an entity, quotes and capitals aside), group (a group's name)
with asked as (
    select text, lower(trim(regexp_replace(translate(text, '«»"“”„''', ''), '\s+', ' ', 'g'))) as plain
    from (select unnest($texts) as text)
),
seen as (
    select account_id, client_id, name, client_name,
           lower(trim(regexp_replace(translate(name, '«»"“”„''', ''), '\s+', ' ', 'g'))) as plain,
           lower(trim(regexp_replace(translate(client_name, '«»"“”„''', ''), '\s+', ' ', 'g'))) as client_plain
    from scoped_accounts()
)
select asked.text, 'account' as way, seen.account_id, seen.client_id, seen.name
from asked join seen on seen.account_id = asked.text
union all
select distinct asked.text, 'client', cast(null as VARCHAR), seen.client_id, seen.client_name
from asked join seen on seen.client_id = asked.text
union all
select asked.text, 'name', seen.account_id, seen.client_id, seen.name
from asked join seen on seen.plain = asked.plain
union all
select distinct asked.text, 'group', cast(null as VARCHAR), seen.client_id, seen.client_name
from asked join seen on seen.client_plain = asked.plain

-- What a scope can be filtered by. Grain: field × value, for the accounts that the viewer sees, over all time.
with

lines as (select distinct unit, manager from scoped_months_all_time()),
accounts as (select distinct region, segment, industry, manager from scoped_accounts())

select field, value
from (
    select 'unit' as field, unit as value from lines
    union select 'manager', manager from lines
    union select 'manager', manager from accounts
    union select 'region', region from accounts
    union select 'segment', segment from accounts
    union select 'industry', industry from accounts
)
where value is not null and value <> ''
order by field, value

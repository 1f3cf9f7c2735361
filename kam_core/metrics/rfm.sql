-- grain: client with sales in the period. days: with a purchase, a day once for all its entities and units; last_purchase:
-- the last of them in the period, null for clients without a purchase; value is null where the base is not known.
with months as (
    select client_id, month,
           bit_or(day_mask) as day_mask,
           sum(value) as value,
           sum(margin) as margin,
           sum(lines) as lines,
           sum(returns) as returns
    from scoped_months()
    where client_id is not null
    group by client_id, month
),
clients as (
    select client_id,
           case when getvariable('kam_base') = 'revenue' or count(margin) > 0 then sum(value) end as value,
           sum(bit_count(day_mask)) as days,
           sum(lines) as lines,
           sum(returns) as returns,
           max(case when day_mask > 0 then month end) as last_month,
           arg_max(day_mask, case when day_mask > 0 then month end) as last_mask
    from months
    group by client_id
)
-- bit d of a mask is day d: the highest bit is the last day
select s.client_id as account_id,
       c.name,
       c.manager,
       c.region,
       c.segment as client_segment,
       cast(s.value as DOUBLE) as monetary,
       cast(s.days as BIGINT) as days,
       cast(s.lines as BIGINT) as lines,
       cast(s.returns as DOUBLE) as returns,
       s.last_month + cast(floor(log2(s.last_mask)) as INTEGER) - 1 as last_purchase
from clients s
join scoped_clients() c on c.client_id = s.client_id
where s.lines > 0
order by s.client_id

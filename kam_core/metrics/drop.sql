-- grain: client. Months from $from to before $to as lists of equal length: number of the month, revenue, days with a purchase.
-- Clients that brought something from $recent on, the $most with the largest sum; draw: an order without meaning
with months as (
    select client_id, month, sum(revenue) as revenue, coalesce(bit_count(bit_or(day_mask)), 0) as days
    from scoped_months_all_time()
    where client_id is not null and month < $to
    group by client_id, month
),
clients as (
    select client_id,
           min(case when days > 0 then month end) as first_month,
           sum(case when month >= $recent then revenue end) as recent
    from months
    group by client_id
),
ranked as (
    select client_id, first_month,
           row_number() over (order by recent desc, client_id) as place,
           row_number() over (order by md5(client_id), client_id) as draw,
           count(*) over () as clients
    from clients
    where recent > 0 and first_month is not null
),
kept as (
    select client_id, clients, draw,
           case when first_month >= $from then datediff('month', $from, first_month) + 1 else 0 end as begin
    from ranked
    where place <= $most
)
select k.client_id, c.name, c.manager, c.region, c.segment, k.begin, k.draw, k.clients,
       list(datediff('month', $from, m.month)) as months,
       list(cast(m.revenue as DOUBLE)) as revenue,
       list(cast(m.days as DOUBLE)) as days
from kept k
join scoped_clients() c on c.client_id = k.client_id
join months m on m.client_id = k.client_id
where m.month >= $from
group by k.client_id, c.name, c.manager, c.region, c.segment, k.begin, k.draw, k.clients
order by k.client_id

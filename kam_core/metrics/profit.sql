-- grain: client with sales or costs to serve in the period; client_id null: lines without a client. margin is taken over the part
-- of the revenue that has a cost (costed_revenue); contribution is null where a client sells and no cost at all is known.
with sums as (
    select client_id,
           sum(revenue) as revenue,
           sum(costed_revenue) as costed_revenue,
           sum(cost) as cost,
           sum(margin) as margin,
           sum(serve) as serve,
           sum(contribution) as contribution,
           sum(lines) as lines,
           count(margin) > 0 or sum(lines) = 0 as costed
    from scoped_months()
    group by client_id
)
select s.client_id,
       c.name,
       c.accounts,
       c.region,
       c.segment,
       c.industry,
       c.manager,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       cast(s.cost as DOUBLE) as cost,
       cast(s.margin as DOUBLE) as margin,
       cast(s.serve as DOUBLE) as serve,
       cast(case when s.costed then s.contribution end as DOUBLE) as contribution,
       cast(s.lines as BIGINT) as lines
from sums s
left join scoped_clients() c on c.client_id = s.client_id
where s.lines > 0 or s.serve is not null
order by 13 desc nulls last, s.client_id

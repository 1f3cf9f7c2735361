-- grain: client with sales in the period (or with costs to serve, where the base is contribution); client_id null: lines
-- without a client. Margin and contribution are null where no cost is known.
with sums as (
    select client_id,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(margin) as margin,
           sum(contribution) as contribution,
           sum(costed_revenue) as costed_revenue,
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
       cast(case when s.costed or getvariable('kam_base') = 'revenue' then s.value end as DOUBLE) as value,
       cast(s.revenue as DOUBLE) as revenue,
       cast(s.margin as DOUBLE) as margin,
       cast(case when s.costed then s.contribution end as DOUBLE) as contribution,
       cast(s.costed_revenue as DOUBLE) as costed_revenue,
       s.lines
from sums s
left join scoped_clients() c on c.client_id = s.client_id
where s.lines > 0 or getvariable('kam_base') = 'contribution'
order by 8 desc nulls last, s.client_id

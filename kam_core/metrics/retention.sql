-- grain: client with lines in the period or in the earlier one it is compared with ($before_from to $before_to), and where
-- costs to serve count, one with such costs alone; client_id null: lines without a client. earlier: whether it bought before both. manager: that of the client's accounts, else the one
-- who sold it most in both periods.
with parts as (
    select client_id, manager,
           sum(case when month >= getvariable('kam_from') then value end) as value,
           sum(case when month >= getvariable('kam_from') then revenue end) as revenue,
           sum(case when month >= getvariable('kam_from') then lines end) as lines,
           sum(case when month >= getvariable('kam_from') then costed_revenue end) as costed,
           sum(case when month >= $before_from and month < $before_to then value end) as value_before,
           sum(case when month >= $before_from and month < $before_to then revenue end) as revenue_before,
           sum(case when month >= $before_from and month < $before_to then lines end) as lines_before,
           sum(case when month >= $before_from and month < $before_to then costed_revenue end) as costed_before,
           bool_or(month < $before_from and day_mask > 0) as earlier
    from scoped_months_all_time()
    where month < getvariable('kam_to')
    group by client_id, manager
),
sums as (
    select client_id,
           sum(value) as value,
           sum(revenue) as revenue,
           sum(lines) as lines,
           sum(costed) as costed,
           sum(value_before) as value_before,
           sum(revenue_before) as revenue_before,
           sum(lines_before) as lines_before,
           sum(costed_before) as costed_before,
           bool_or(earlier) as earlier,
           max(case when manager is not null
                    then struct_pack(sold := coalesce(revenue, 0) + coalesce(revenue_before, 0), manager := manager) end) as seller
    from parts
    group by client_id
)
select s.client_id,
       c.name,
       coalesce(c.manager, s.seller.manager) as manager,
       c.region,
       c.segment,
       cast(s.value_before as DOUBLE) as value_before,
       cast(s.value as DOUBLE) as value,
       cast(coalesce(s.revenue_before, 0) as DOUBLE) as revenue_before,
       cast(coalesce(s.revenue, 0) as DOUBLE) as revenue,
       cast(coalesce(s.lines_before, 0) as BIGINT) as lines_before,
       cast(coalesce(s.lines, 0) as BIGINT) as lines,
       cast(coalesce(s.costed_before, 0) as DOUBLE) as costed_before,
       cast(coalesce(s.costed, 0) as DOUBLE) as costed,
       s.earlier
from sums s
left join scoped_clients() c on c.client_id = s.client_id
where s.lines > 0 or s.lines_before > 0
   or (getvariable('kam_base') = 'contribution' and (s.value is not null or s.value_before is not null))
order by s.client_id

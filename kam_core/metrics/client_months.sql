-- grain: month in which the scope has lines, all time. Margin is null where no cost is known. last_day: of the last purchase
select month,
       cast(sum(revenue) as DOUBLE) as revenue,
       cast(sum(margin) as DOUBLE) as margin,
       cast(sum(costed_revenue) as DOUBLE) as costed_revenue,
       cast(sum(lines) as BIGINT) as lines,
       bit_count(bit_or(day_mask)) as days
from scoped_months_all_time()
where client_id is not null
group by month
order by month

-- grain: manager × month of the sales plan
select month, manager, cast(sum(revenue) as DOUBLE) as revenue
from scoped_targets()
group by month, manager
order by month, manager

-- grain: month that holds any line, all time
select distinct month
from scoped_months_all_time()
order by month

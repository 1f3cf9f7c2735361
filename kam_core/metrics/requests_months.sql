-- grain: month of opening, all time
select cast(date_trunc('month', opened_at) as DATE) as month, count(*) as requests
from scoped_requests_all_time()
group by cast(date_trunc('month', opened_at) as DATE)
order by 1

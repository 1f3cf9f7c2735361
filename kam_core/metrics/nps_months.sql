-- grain: month that has answers, all time
select month,
       count(*) as n,
       cast(sum(case when score >= 9 then 1 else 0 end) as BIGINT) as promoters,
       cast(sum(case when score < 7 then 1 else 0 end) as BIGINT) as detractors
from scoped_answers_all_time()
group by month
order by month

-- grain: manager of an account. rated: answers of the period on satisfaction; satisfied: of these 4 and 5 of 5
select manager,
       cast(count(csat) as BIGINT) as rated,
       cast(sum(case when csat >= 4 then 1 else 0 end) as BIGINT) as satisfied
from scoped_answers()
where manager is not null
group by manager
order by manager

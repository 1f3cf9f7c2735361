-- grain: client × cut: answers of the twelve months before each first day of a month of $ends
with ends as (
    select unnest($ends) as cut
)
select a.client_id, e.cut,
       count(*) as answers,
       cast(sum(case when a.score >= 9 then 1 else 0 end) as BIGINT) as promoters,
       cast(sum(case when a.score < 7 then 1 else 0 end) as BIGINT) as detractors
from scoped_answers_all_time() a
join ends e on a.date < e.cut and a.date >= e.cut - interval 12 month
where a.client_id is not null and a.score is not null
group by a.client_id, e.cut

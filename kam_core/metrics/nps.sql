-- grain: part of the period's answers. kind: all, role, survey, segment, manager, score; part null: not named. Of a kind with very
-- many parts the $parts with most answers
with answers as (
    select role, survey, segment, manager, score, csat, client_id,
           cast(score >= 9 as INTEGER) as promoter,
           cast(score < 7 as INTEGER) as detractor
    from scoped_answers()
),
summed as (
    select case grouping(role, survey, segment, manager, score)
                when 31 then 'all' when 15 then 'role' when 23 then 'survey' when 27 then 'segment' when 29 then 'manager'
                else 'score' end as kind,
           coalesce(role, survey, segment, manager, cast(score as VARCHAR)) as part,
           count(*) as n,
           sum(promoter) as promoters,
           sum(detractor) as detractors,
           count(client_id) as named,
           count(csat) as rated,
           sum(case when csat >= 4 then 1 else 0 end) as satisfied
    from answers
    group by grouping sets ((), (role), (survey), (segment), (manager), (score))
),
ranked as (
    select *, row_number() over (partition by kind order by n desc, part nulls last) as place
    from summed
)
select kind,
       part,
       cast(n as BIGINT) as n,
       cast(coalesce(promoters, 0) as BIGINT) as promoters,
       cast(n - coalesce(promoters, 0) - coalesce(detractors, 0) as BIGINT) as passives,
       cast(coalesce(detractors, 0) as BIGINT) as detractors,
       cast(named as BIGINT) as named,
       cast(rated as BIGINT) as rated,
       cast(coalesce(satisfied, 0) as BIGINT) as satisfied
from ranked
where place <= $parts
order by kind, place

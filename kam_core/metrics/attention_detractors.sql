-- grain: answer of a detractor in the last $days days before as_of (answers later than $latest are not believed); one that the
-- same respondent has answered anew since is not told. as_of: $day, the last day with sales (null without any), or that of
-- answers where it is later; account_id null: no client named
with answers as (
    select client_id, account_id, date, score, respondent, role, comment, manager
    from scoped_answers_all_time()
    where date <= $latest
),
last_day as (
    select greatest(max(date), cast($day as DATE)) as as_of
    from answers
),
newest as (
    select a.*, l.as_of,
           case when a.respondent is null then 1
                else row_number() over (partition by a.account_id, a.respondent order by a.date desc, a.score) end as place
    from answers a
    cross join last_day l
    where date_diff('day', a.date, l.as_of) < $days
)
select n.client_id as account_id, c.name, n.date, n.score, n.respondent, n.role, n.comment, coalesce(c.manager, n.manager) as
       manager, n.as_of
from newest n
left join scoped_clients() c on c.client_id = n.client_id
where n.place = 1 and n.score <= 6
order by n.client_id, n.date desc, n.respondent, n.score

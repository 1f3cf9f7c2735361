-- grain: client that answered or was asked in the period, or is large: among the $largest largest, and among those that together
-- bring $large of the revenue above zero (whole). everybody: all who were asked; client_id null: no client named. $deciders: words
-- in the role of who decides. scores: the latest first. last_answer, last_score: the last up to the period's end
with deciding as (
    select role
    from (select distinct role from scoped_answers() where role is not null)
    where list_bool_or(list_transform($deciders, lambda word: contains(lower(role), word)))
),
-- one number orders answers by day, those of one day from the best to the worst, and holds the score
answers as (
    select s.client_id, s.score, d.role is not null as decides, (s.date - date '0001-01-01') * 16 + 15 - s.score as place
    from scoped_answers() s
    left join deciding d on d.role = s.role
    where s.client_id is not null
),
said as (
    select client_id,
           count(*) as n,
           sum(case when score >= 9 then 1 else 0 end) as promoters,
           sum(case when score < 7 then 1 else 0 end) as detractors,
           list_transform(max(place, 8), lambda each: 15 - each % 16) as latest,
           15 - max(case when decides then place end) % 16 as decision_score
    from answers
    group by client_id
),
-- who is silent now may have answered before
ever as (
    select client_id, max(date) as last_answer, 15 - max((date - date '0001-01-01') * 16 + 15 - score) % 16 as last_score
    from scoped_answers_all_time()
    where client_id is not null and date < getvariable('kam_to')
    group by client_id
),
asked as (
    select client_id, count(*) as invited, sum(count(*)) over () as everybody
    from scoped_asked()
    group by client_id
),
sold as (
    select client_id, sum(revenue) as revenue
    from scoped_sold()
    where month >= getvariable('kam_from') and month < getvariable('kam_to')
    group by client_id
),
total as (
    select sum(revenue) as whole
    from sold
    where revenue > 0
),
largest as (
    select *
    from sold
    where revenue > 0
    order by revenue desc, client_id
    limit $largest
),
ranked as (
    select client_id, sum(revenue) over (order by revenue desc, client_id rows unbounded preceding) - revenue as larger
    from largest
),
large as (
    select s.client_id, s.revenue, t.whole, coalesce(r.larger < cast($large as DOUBLE) * t.whole, false) as is_large
    from sold s
    cross join total t
    left join ranked r on r.client_id = s.client_id
)
select coalesce(l.client_id, s.client_id, a.client_id) as client_id,
       c.name,
       c.manager,
       c.segment,
       c.region,
       cast(coalesce(s.n, 0) as BIGINT) as n,
       cast(coalesce(s.promoters, 0) as BIGINT) as promoters,
       cast(coalesce(s.detractors, 0) as BIGINT) as detractors,
       e.last_answer,
       e.last_score,
       array_to_string(s.latest, ', ') as scores,
       s.decision_score,
       cast(coalesce(a.invited, 0) as BIGINT) as invited,
       cast(a.everybody as BIGINT) as everybody,
       cast(l.revenue as DOUBLE) as revenue,
       cast(l.whole as DOUBLE) as whole,
       coalesce(l.is_large, false) as is_large
from large l
full join said s on s.client_id = l.client_id
full join asked a on a.client_id is not distinct from coalesce(l.client_id, s.client_id)
left join ever e on e.client_id = coalesce(l.client_id, s.client_id, a.client_id)
left join scoped_clients() c on c.client_id = coalesce(l.client_id, s.client_id, a.client_id)
where s.n > 0 or a.invited > 0 or l.is_large
order by revenue desc nulls last, 1

-- grain: answer of the period, the latest first, $most of them; found: how many there are. $mood: promoter, passive, detractor, or
-- null for all; $words: each must stand in the comment, in small letters, ё as е; $commented: only answers with a comment
with answers as (
    select client_id, date, score, csat, respondent, role, survey, comment, segment, manager,
           case when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor' end as mood
    from scoped_answers()
),
wanted as (
    select *
    from answers
    where ($mood is null or mood = $mood)
      and (not $commented or trim(comment) <> '')
      and (len($words) = 0 or list_bool_and(list_transform($words, lambda word: contains(replace(lower(comment), 'ё', 'е'), word))))
),
latest as (
    select *
    from wanted
    order by date desc, client_id, respondent, score, survey, comment
    limit $most
)
select w.client_id, c.name, w.date, w.score, w.mood, w.comment, w.respondent, w.role, w.survey, w.csat, w.manager, w.segment,
       cast((select count(*) from wanted) as BIGINT) as found
from latest w
left join scoped_clients() c on c.client_id = w.client_id
order by w.date desc, w.client_id, w.respondent, w.score, w.survey, w.comment

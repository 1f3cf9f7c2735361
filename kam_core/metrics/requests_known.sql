-- grain: one row. What is known of requests at all, whoever looks. as_of: the last moment that any of them names, later ones than
-- the version itself left out: they are typing errors
select coalesce(max(case when moment <= $latest then moment end), max(moment)) as as_of,
       bool_or(kind = 'resolved') as resolves,
       bool_or(kind = 'answered') as answers,
       bool_or(kind = 'own') as judges
from (
    select unnest([opened_at, first_response_at, resolved_at, closed_at, changed_at,
                   case when within_limit is not null then opened_at end]) as moment,
           unnest(['opened', 'answered', 'resolved', 'closed', 'changed', 'own']) as kind
    from scoped_requests_all_time()
) moments
where moment is not null

-- grain: one request opened from $since on and before $until. done_at: when it was resolved; where no request says so, when it
-- was closed
select client_id, opened_at, first_response_at,
       case when $resolves then resolved_at else closed_at end as done_at,
       closed_at, priority, category, manager,
       coalesce(reopened, 0) > 0 as reopened,
       cast(within_limit as INTEGER) as own
from scoped_requests_all_time()
where opened_at >= $since and opened_at < $until
order by opened_at

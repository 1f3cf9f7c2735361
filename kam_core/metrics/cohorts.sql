-- grain: quarter of the first purchase × quarter since, up to $until (not included). active: clients with a purchase
with months as (
    select client_id, month, sum(value) as value, bit_or(day_mask) > 0 as bought
    from scoped_months_all_time()
    where client_id is not null and month < $until
    group by client_id, month
),
came as (
    select client_id, cast(date_trunc('quarter', min(month)) as DATE) as cohort
    from months
    where bought
    group by client_id
),
quarters as (
    select c.cohort, m.client_id, cast(date_trunc('quarter', m.month) as DATE) as quarter,
           sum(m.value) as value, bool_or(m.bought) as bought
    from months m
    join came c on c.client_id = m.client_id
    group by c.cohort, m.client_id, cast(date_trunc('quarter', m.month) as DATE)
)
select cohort, quarter,
       cast(sum(case when bought then 1 else 0 end) as BIGINT) as active,
       cast(sum(value) as DOUBLE) as value
from quarters
where quarter >= cohort
group by cohort, quarter
order by cohort, quarter

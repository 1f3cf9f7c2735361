-- grain: client. Months from $from to before $to as lists of equal length: number of the month, revenue, whether anything was
-- bought. Clients old enough to be tested on the last twelve months: $most of them, and $most of those with purchases in
-- $often months before these, each chosen by a hash of the id; and, where $regular, all that are regular at the end
with months as (
    select client_id, month, sum(revenue) as revenue, max(days) > 0 as bought
    from scoped_months_all_time()
    where client_id is not null and month < $to
    group by client_id, month
),
clients as (
    select client_id,
           min(case when bought then month end) as first_month,
           count(case when bought and month >= $from then 1 end) as active,
           count(case when bought and month >= $from and month < $year_ago then 1 end) as active_before
    from months
    group by client_id
),
placed as (
    select client_id,
           case when first_month > $from then datediff('month', $from, first_month) + 1 else 0 end as begin,
           active - case when first_month > $from then 1 else 0 end as active,
           active_before >= $often as often,
           md5(client_id) as place
    from clients
    where first_month < $to
),
ranked as (
    select *,
           datediff('month', $from, $to) - begin as age,
           row_number() over (order by age_enough desc, place) as among_all,
           row_number() over (partition by often order by age_enough desc, place) as among_often,
           age_enough
    from (select *, datediff('month', $from, $year_ago) - begin >= 12 as age_enough from placed)
),
chosen as (
    select client_id, begin, age_enough and among_all <= $most as plain
    from ranked
    where (age_enough and (among_all <= $most or (often and among_often <= $most)))
       or ($regular and age >= $least and active >= $share * age - 1e-9)
)
select c.client_id,
       c.begin,
       c.plain,
       list(datediff('month', $from, m.month)) as months,
       list(cast(m.revenue as DOUBLE)) as revenue,
       list(m.bought) as bought
from chosen c
join months m on m.client_id = c.client_id
where m.month >= $from
group by c.client_id, c.begin, c.plain
order by c.client_id

-- What the client audited, and what was done again.
-- The first ? is the first day asked for, the second the day after the last. The period is given by its Monday.
with slices as (
  select
    cast(date_trunc('week', day) as date) as period, site, project, queue, language,
    count(correct) as audited,
    sum(correct)   as correct,
    sum(clean)     as clean,
    sum(reworked)  as reworked,
    sum(accepted)  as accepted
  from labels
  where day >= ? and day < ?
  group by 1, 2, 3, 4, 5
)
select * from (
  select period, site, project, queue, language, metric, numerator, denominator, 'client' as source, 'final' as status
  from slices lateral view stack(3,
    'accuracy',            correct,  audited,
    'critical-error-free', clean,    audited,
    'rework-rate',         reworked, accepted
  ) as metric, numerator, denominator
)
where denominator > 0

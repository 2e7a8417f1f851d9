-- What the client audited, and what was done again.
-- $1: first day asked for. $2: the day after the last.
with slices as (
  select
    to_char(day, 'IYYY-"W"IW') as period, site, project, queue, language,
    count(correct) as audited,
    sum(correct)   as correct,
    sum(clean)     as clean,
    sum(reworked)  as reworked,
    sum(accepted)  as accepted
  from labels
  where day >= $1 and day < $2
  group by 1, 2, 3, 4, 5
)
select period, site, project, queue, language, metric, numerator, denominator, 'client' as source, 'final' as status
from slices cross join lateral (values
  ('accuracy',            correct,  audited),
  ('critical-error-free', clean,    audited),
  ('rework-rate',         reworked, accepted)
) as rows (metric, numerator, denominator)
where denominator > 0

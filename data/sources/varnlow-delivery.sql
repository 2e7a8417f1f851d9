-- One pass over the days asked for; each group then becomes one row for each metric.
-- $1: first day asked for. $2: the day after the last.
with slices as (
  select
    to_char(day, 'IYYY-"W"IW') as period, site, project, queue, language,
    sum(accepted)  as accepted,
    sum(on_time)   as on_time,
    count(on_time) as received,
    round(sum(seconds) / 3600.0, 6) as hours
  from labels
  where day >= $1 and day < $2
  group by 1, 2, 3, 4, 5
)
select period, site, project, queue, language, metric, numerator, denominator, value, 'system' as source, 'final' as status
from slices cross join lateral (values
  ('accepted-units',     null,     null,     accepted),
  ('throughput',         accepted, hours,    null),
  ('turnaround-on-time', on_time,  received, null)
) as rows (metric, numerator, denominator, value)
where denominator is null or denominator > 0

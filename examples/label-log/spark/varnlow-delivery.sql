-- One pass over the days asked for; each group then becomes one row for each metric.
-- The first ? is the first day asked for, the second the day after the last. The period is given by its Monday.
with slices as (
  select
    cast(date_trunc('week', day) as date) as period, site, project, queue, language,
    sum(accepted)  as accepted,
    sum(on_time)   as on_time,
    count(on_time) as received,
    cast(cast(sum(seconds) as decimal(18, 0)) / 3600 as decimal(18, 6)) as hours
  from labels
  where day >= ? and day < ?
  group by 1, 2, 3, 4, 5
)
select * from (
  select period, site, project, queue, language, metric, numerator, denominator, value, 'system' as source, 'final' as status
  from slices lateral view stack(3,
    'accepted-units',     null,     null,                             accepted,
    'throughput',         accepted, hours,                            null,
    'turnaround-on-time', on_time,  cast(received as decimal(18, 6)), null
  ) as metric, numerator, denominator, value
)
where denominator is null or denominator > 0

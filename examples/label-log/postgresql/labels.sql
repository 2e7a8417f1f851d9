-- The table that the queries beside this file read, and its rows from the files of label_log.py (psql).
create table labels (
  labelled_at timestamptz not null,
  day         date        not null,  -- the day at the site
  site        text        not null,
  project     text        not null,
  queue       text        not null,
  language    text        not null,
  labeller    text        not null,
  seconds     integer     not null,
  accepted    smallint    not null,
  on_time     smallint,
  reworked    smallint    not null,
  correct     smallint,
  clean       smallint
);
-- Labels arrive in the order of their days, so an index of blocks is enough: a few pages for millions of rows.
create index labels_day on labels using brin (day);

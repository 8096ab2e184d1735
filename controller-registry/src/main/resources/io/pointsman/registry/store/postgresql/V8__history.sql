-- What the page says of the past, so that no view of it reads all runs. Counted from what was recorded, by
-- the journal's reader "history"; nothing here that could not be counted anew.

create table day_figure (
  day    bigint           not null, -- since 1970, UTC
  figure text             not null,
  label  text             not null,
  value  double precision not null,
  primary key (day, figure, label)
);

-- Every movement that was registered or reported of.
create table movement_figure (
  movement_id    text collate "C" not null primary key,
  registered     integer          not null,
  cohort         text,
  owner          text,
  rule           text,
  served_by      text,
  reported_at    bigint,
  run_id         text,
  failed_at      bigint,
  failure        text,
  fallbacks      bigint           not null,
  spark_runs     bigint           not null,
  spark_seconds  double precision not null,
  spark_bytes    double precision not null,
  spark_at       bigint,
  legacy_runs    bigint           not null,
  legacy_seconds double precision not null,
  legacy_bytes   double precision not null,
  legacy_at      bigint,
  proof          text,
  proved_at      bigint
);

create index movement_figure_by_cohort on movement_figure (cohort, served_by, registered, reported_at);
create index movement_figure_by_rule on movement_figure (rule, served_by, registered, reported_at);
create index movement_figure_by_failure on movement_figure (failed_at) where failed_at is not null;
create index movement_figure_by_legacy on movement_figure (legacy_at);

-- Reports of runs that did not go as decided.
create table trouble (
  report    bigint  not null primary key,
  run_id    text    not null,
  execution integer not null,
  failure   text    not null
);

create index trouble_by_failure on trouble (failure, report);

-- The audit by the kind of its subjects.
create table audit_kind (
  kind text   not null,
  id   bigint not null,
  primary key (kind, id)
);

create index audit_by_actor on audit (actor, id);
create index audit_by_subject on audit (subject, id);

-- What was recorded (decisions, outcomes, proofs, changes) is read in the order of its ids, by readers that
-- each know how far they have come: one counts it, one tells others of it.

create table journal_position (
  reader    text   not null primary key,
  execution bigint not null,
  report    bigint not null,
  proof     bigint not null,
  change_id bigint not null
);

-- Counters over all registries and all restarts. A row is a series; only ever grows.
create table tally (
  metric text             not null,
  labels text             not null,
  value  double precision not null,
  primary key (metric, labels)
);

create index run_execution_by_open on run_execution (recorded_at) where outcome is null;

-- What stands beside the routing table: guard states by movement, ramps by rule, the fleet's breaker.
-- A row is only ever replaced on the revision that was read. "held" is 1 where it keeps something back.

create table standing (
  kind     text    not null check (kind in ('guard', 'ramp', 'breaker')),
  name     text    collate "C" not null,
  revision bigint  not null,
  held     integer not null,
  document text    not null,
  primary key (kind, name)
);

create index standing_held on standing (kind, held, name);

create index run_execution_by_time on run_execution (recorded_at, movement_id);

-- Comparisons of the two engines. An id that is the comparer's own makes reports repeatable.

create table proof (
  id          bigint generated always as identity primary key,
  proof_id    text    not null unique,
  run_id      text    not null,
  execution   integer not null,
  movement_id text    not null,
  result      text    not null,
  recorded_at bigint  not null,
  document    text    not null
);

create index proof_by_movement on proof (movement_id, id);
create index proof_by_run on proof (run_id, execution);
create index proof_by_result on proof (result, id);

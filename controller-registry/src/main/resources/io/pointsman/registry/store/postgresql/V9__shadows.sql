-- Shadows that were granted, so that no more run than there is a budget for. One is over when it was ended, or
-- when its hours are over; only "ended" is written down.

create table shadow (
  id          bigint generated always as identity primary key,
  run_id      text    not null,
  execution   integer not null,
  movement_id text    not null,
  rule        text    not null,
  granted_at  bigint  not null,
  over_at     bigint  not null,
  bytes       bigint, -- that it would read; null when that was not known
  ended_at    bigint,
  ended_why   text,
  unique (run_id, execution)
);

create index shadow_running on shadow (over_at, rule) where ended_at is null;
create index shadow_by_time on shadow (granted_at, rule, bytes);

-- What others are to be told: written together with the reading of what it is about, removed when it was taken.
-- The id is made of both and of whom it is for, so that nothing is ever put in twice.

create table outbox (
  id         text    not null primary key,
  target     text    not null,
  event      text    not null,
  body       text    not null,
  created_at bigint  not null,
  attempts   integer not null,
  next_at    bigint  not null,
  last_error text
);

create index outbox_by_next on outbox (target, next_at);

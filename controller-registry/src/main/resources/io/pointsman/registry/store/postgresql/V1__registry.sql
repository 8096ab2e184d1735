-- Times are milliseconds since 1970, UTC. Documents are JSON text. Only what a query looks for has a
-- column of its own. Names are ordered by their bytes, as SQLite and Java order them, whatever
-- language the database has.

create table routing_table (
  revision   bigint  not null primary key,
  document   text    not null,
  changed_at bigint  not null,
  actor      text    not null,
  why        text    not null
);

create table definition (
  kind     text not null check (kind in ('source', 'catalog', 'movement')),
  name     text collate "C" not null,
  document text not null,
  primary key (kind, name)
);

create table audit (
  id            bigint generated always as identity primary key,
  at            bigint not null,
  actor         text   not null,
  why           text   not null,
  address       text   not null,
  subject       text   not null,
  from_document text,
  to_document   text,
  revision      bigint
);

create function audit_is_only_added_to() returns trigger language plpgsql as $$
begin
  raise exception 'audit entries are never changed or deleted';
end
$$;

create trigger audit_is_never_changed before update or delete on audit
  for each row execute function audit_is_only_added_to();

create trigger audit_is_never_emptied before truncate on audit
  for each statement execute function audit_is_only_added_to();

-- Whoever reads the newest number must have read all smaller ones: a transaction that took a number
-- commits before the next one gets a greater one.
create function in_the_order_of_commits() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(x'504D0003'::int, tg_relid::int);
  return null;
end
$$;

create trigger audit_in_order before insert on audit
  for each statement execute function in_the_order_of_commits();

create table run_execution (
  id                  bigint generated always as identity primary key,
  run_id              text    not null,
  execution           integer not null,
  movement_id         text    not null,
  destination         text    not null,
  generation          bigint,
  recorded_at         bigint  not null,
  settings            text    not null,
  decision            text,
  superseded_decision text,
  outcome             text,
  unique (run_id, execution)
);

create index run_execution_by_movement on run_execution (movement_id, id);
create index run_execution_by_destination on run_execution (destination, generation);

-- Every report that changed what is known of an execution: a failure that was served later stays seen.
create table outcome_report (
  id          bigint generated always as identity primary key,
  run_id      text    not null,
  execution   integer not null,
  reported_at bigint  not null,
  outcome     text    not null
);

create index outcome_report_by_run on outcome_report (run_id, execution);

create trigger outcome_report_in_order before insert on outcome_report
  for each statement execute function in_the_order_of_commits();

-- Times are milliseconds since 1970, UTC. Documents are JSON text. Only what a query looks for has a
-- column of its own. Identities are the one thing that another database writes differently.

create table routing_table (
  revision   bigint  not null primary key,
  document   text    not null,
  changed_at bigint  not null,
  actor      text    not null,
  why        text    not null
);

create table definition (
  kind     text not null check (kind in ('source', 'catalog', 'movement')),
  name     text not null,
  document text not null,
  primary key (kind, name)
);

create table audit (
  id            integer primary key autoincrement,
  at            bigint not null,
  actor         text   not null,
  why           text   not null,
  address       text   not null,
  subject       text   not null,
  from_document text,
  to_document   text,
  revision      bigint
);

create trigger audit_is_never_changed before update on audit
begin
  select raise(abort, 'audit entries are never changed');
end;

create trigger audit_is_never_deleted before delete on audit
begin
  select raise(abort, 'audit entries are never deleted');
end;

create table run_execution (
  id                  integer primary key autoincrement,
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
  id          integer primary key autoincrement,
  run_id      text    not null,
  execution   integer not null,
  reported_at bigint  not null,
  outcome     text    not null
);

create index outcome_report_by_run on outcome_report (run_id, execution);

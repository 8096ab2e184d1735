-- Who may come in. Of a token and of a session only the SHA-256 is kept: both are random and long, so
-- that no salt and no slow hash would add anything. A name is never given twice: the audit names it.

create table access_token (
  name       text   not null primary key,
  hash       text   not null unique,
  roles      text   not null,
  issued_at  bigint not null,
  issued_by  text   not null,
  expires_at bigint,
  revoked_at bigint,
  revoked_by text
);

-- Logins of the page, seen by every registry on this database.
create table page_session (
  hash       text   not null primary key,
  principal  text   not null,
  roles      text   not null,
  token      text,
  expires_at bigint not null
);

create index page_session_by_end on page_session (expires_at);

-- Whose token or account a change came with, whatever name it was signed with.
alter table audit add column principal text;

-- "insert or replace" deletes without asking the trigger on delete. PostgreSQL knows no such thing.
create trigger audit_is_never_replaced before insert on audit
when new.id is not null and exists (select 1 from audit where id = new.id)
begin
  select raise(abort, 'audit entries are never changed');
end;

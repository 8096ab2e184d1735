-- Counting what has no outcome reads no decision any more, however many there are. The predicate is RunStore's.

create index run_execution_under_way on run_execution (recorded_at)
  where outcome is null and (decision is null or decision not like '%"route":"REFUSED"%');

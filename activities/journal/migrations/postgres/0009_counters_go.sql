-- Counters that nothing is held against any more are taken away, while nobody appends (activities/journal/postgres/journal.py).
GRANT DELETE ON claims TO makegood_app;

-- What runs at run time may add facts, never change or remove one. Its rights are those of the role makegood_app,
-- which every connection takes on, whoever it logs in as; the tables' owner is needed to make and upgrade them only.
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO makegood_app', current_schema()); END $$;
GRANT SELECT, INSERT ON events, positions, commands, vault TO makegood_app;
GRANT SELECT, INSERT, UPDATE ON streams, claims, cases, promises, snapshots TO makegood_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON tasks, parked TO makegood_app;
GRANT SELECT, UPDATE ON journal, sequencer TO makegood_app;
GRANT SELECT ON migrations TO makegood_app;

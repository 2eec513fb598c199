-- Counters into which nothing counts any more are taken away while others append. Whoever appends meets a name that was
-- taken away since by making it anew, and goes on only once every name is there and locked.
GRANT DELETE ON claims TO makegood_app;
DO $do$
DECLARE
    was text := pg_get_functiondef('append_group(jsonb, bytea[], boolean)'::regprocedure);
    now text := replace(was,
$q$        ) AS locked;
    END IF;
    IF jsonb_array_length(doc -> 'wakes') > 0 THEN$q$,
$q$        ) AS locked;
        WHILE coalesce(cardinality(holders), 0) < jsonb_array_length(doc -> 'claims') LOOP
            INSERT INTO claims (name)
                SELECT wanted FROM jsonb_array_elements_text(doc -> 'claims') AS t (wanted)
                ORDER BY wanted COLLATE "C" ON CONFLICT DO NOTHING;
            SELECT array_agg(holder), array_agg(value) INTO holders, counts FROM (
                SELECT holder, value FROM claims
                WHERE name = ANY (ARRAY(SELECT jsonb_array_elements_text(doc -> 'claims')))
                ORDER BY name FOR NO KEY UPDATE
            ) AS locked;
        END LOOP;
    END IF;
    IF jsonb_array_length(doc -> 'wakes') > 0 THEN$q$);
BEGIN
    IF was = now THEN
        RAISE EXCEPTION 'append_group is not the function that this migration changes';
    END IF;
    EXECUTE now;
END
$do$;

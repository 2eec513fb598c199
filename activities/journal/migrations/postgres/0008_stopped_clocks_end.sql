-- A case that ends ends the promises whose clock stands still, too (0002_append.sql knew of open ones alone).
DO $do$
BEGIN
    EXECUTE replace(
        pg_get_functiondef('append_group(jsonb, bytea[], boolean)'::regprocedure),
        $q$ AND state = 'open'$q$, $q$ AND state IN ('open', 'stopped')$q$
    );
END
$do$;

-- Appends batches of several writers' cases in one statement. Each batch is all or nothing: a refused one leaves no
-- trace, the others go through. Nothing is locked between two messages of a client, so a paused process holds nobody up.
--
-- `doc` holds the group (activities/journal/postgres/group.py writes it), `data` the bytes of its events in order.
-- `again`: it was sent before and nobody knows whether it was written; a batch whose first event is there is then ours.
--
-- Locks are taken in one order everywhere, so that two groups never wait for each other: the journal's row, names of
-- streams, names of claims, rows of cases, each kind by name.
CREATE FUNCTION append_group(doc jsonb, data bytea[], again boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    now_epoch integer;
    now_term integer;
    me xid8 := pg_current_xact_id();
    stream_ids bigint[];
    seqs bigint[];
    hashes text[];
    holders text[];
    counts bigint[];
    held_now text[];
    counts_now bigint[];
    commands_known jsonb;
    batch jsonb;
    part jsonb;
    claim jsonb;
    change jsonb;
    named text;
    why jsonb;
    at integer;
    number integer := 0;
    taken boolean[] := '{}';
    moved boolean := false;
    answers jsonb[] := '{}';
BEGIN
    SELECT epoch, term INTO STRICT now_epoch, now_term FROM journal FOR SHARE;

    INSERT INTO streams (name)
        SELECT wanted FROM jsonb_array_elements_text(doc -> 'streams') AS t (wanted)
        WHERE NOT EXISTS (SELECT FROM streams WHERE name = wanted) ORDER BY wanted COLLATE "C"
        ON CONFLICT DO NOTHING;
    INSERT INTO claims (name)
        SELECT wanted FROM jsonb_array_elements_text(doc -> 'claims') AS t (wanted)
        WHERE NOT EXISTS (SELECT FROM claims WHERE name = wanted) ORDER BY wanted COLLATE "C"
        ON CONFLICT DO NOTHING;
    SELECT array_agg(id), array_agg(seq), array_agg(hash) INTO stream_ids, seqs, hashes FROM (
        SELECT id, seq, hash FROM streams
        WHERE name = ANY (ARRAY(SELECT jsonb_array_elements_text(doc -> 'streams')))
        ORDER BY name FOR NO KEY UPDATE
    ) AS locked;
    IF jsonb_array_length(doc -> 'claims') > 0 THEN
        SELECT array_agg(holder), array_agg(value) INTO holders, counts FROM (
            SELECT holder, value FROM claims
            WHERE name = ANY (ARRAY(SELECT jsonb_array_elements_text(doc -> 'claims')))
            ORDER BY name FOR NO KEY UPDATE
        ) AS locked;
    END IF;
    IF jsonb_array_length(doc -> 'wakes') > 0 THEN
        PERFORM FROM cases WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text(doc -> 'rows')))
            ORDER BY id FOR NO KEY UPDATE;
        UPDATE cases SET wake_at = w.wake_at
            FROM jsonb_to_recordset(doc -> 'wakes') AS w (id text, wake_at bigint) WHERE cases.id = w.id;
    END IF;
    SELECT coalesce(jsonb_object_agg(id, jsonb_build_array(digest, answer)), '{}') INTO commands_known FROM commands
        WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text(doc -> 'commands')));

    -- What each batch meets, one after the other; nothing is written yet.
    FOR batch IN SELECT b FROM jsonb_array_elements(doc -> 'batches') AS t (b) LOOP
        number := number + 1;
        why := NULL;
        part := batch -> 'parts' -> 0;
        IF again AND EXISTS (
            SELECT FROM events WHERE stream = stream_ids[(part ->> 'n')::integer]
            AND seq = (part ->> 'first')::bigint AND id = part ->> 'id'
        ) THEN
            taken[number] := false;
            answers[number] := '{"is": "ours"}';
            CONTINUE;
        END IF;
        IF (batch ->> 'epoch')::integer NOT IN (0, now_epoch) OR (batch ->> 'term')::integer NOT IN (0, now_term) THEN
            why := jsonb_build_object('is', 'stale', 'epoch', now_epoch, 'term', now_term);
        ELSIF batch ? 'command' AND commands_known ? (batch ->> 'command') THEN
            why := jsonb_build_object('is', 'known', 'record', commands_known -> (batch ->> 'command'));
        END IF;
        IF why IS NULL THEN
            FOR part IN SELECT p FROM jsonb_array_elements(batch -> 'parts') AS t (p) LOOP
                at := (part ->> 'n')::integer;
                IF seqs[at] <> (part ->> 'seq')::bigint OR hashes[at] <> part ->> 'hash' THEN
                    why := coalesce(why, '{"is": "moved", "heads": []}');
                    why := jsonb_insert(why, '{heads, -1}', jsonb_build_array(at, seqs[at], hashes[at]), true);
                END IF;
            END LOOP;
        END IF;
        IF why IS NULL AND batch ? 'claims' THEN
            held_now := holders;
            counts_now := counts;
            FOR claim IN SELECT c FROM jsonb_array_elements(batch -> 'claims') AS t (c) LOOP
                at := (claim ->> 'n')::integer;
                IF claim ? 'holder' THEN
                    IF held_now[at] NOT IN ('', claim ->> 'holder') THEN
                        why := jsonb_build_object('is', 'claim', 'n', at, 'holder', held_now[at], 'value', 0);
                    END IF;
                    held_now[at] := claim ->> 'holder';
                ELSE
                    IF counts_now[at] + (claim ->> 'add')::bigint > (claim ->> 'limit')::bigint THEN
                        why := jsonb_build_object('is', 'claim', 'n', at, 'holder', '', 'value', counts_now[at]);
                    END IF;
                    counts_now[at] := counts_now[at] + (claim ->> 'add')::bigint;
                END IF;
                EXIT WHEN why IS NOT NULL;
            END LOOP;
            IF why IS NULL THEN
                holders := held_now;
                counts := counts_now;
            END IF;
        END IF;
        taken[number] := why IS NULL;
        answers[number] := why;
        CONTINUE WHEN why IS NOT NULL;
        moved := true;
        FOR part IN SELECT p FROM jsonb_array_elements(batch -> 'parts') AS t (p) LOOP
            at := (part ->> 'n')::integer;
            seqs[at] := (part ->> 'last')::bigint;
            hashes[at] := part ->> 'end';
        END LOOP;
        IF batch ? 'command' THEN
            commands_known := commands_known
                || jsonb_build_object(batch ->> 'command', jsonb_build_array(batch -> 'digest', batch -> 'answer'));
        END IF;
    END LOOP;

    IF moved THEN
        -- What is written, kind by kind.
        UPDATE streams SET seq = s.seq, hash = s.hash
            FROM unnest(stream_ids, seqs, hashes) AS s (id, seq, hash)
            WHERE streams.id = s.id AND (streams.seq, streams.hash) IS DISTINCT FROM (s.seq, s.hash);
        INSERT INTO events (stream, seq, epoch, xid, place, id, type, data, hash)
            SELECT stream_ids[e.n], e.q, now_epoch, me, e.place, e.i, e.t, e.bytes, e.h
            FROM ROWS FROM (
                jsonb_to_recordset(doc -> 'events') AS (b integer, n integer, q bigint, i text, t text, h text),
                unnest(data)
            ) WITH ORDINALITY AS e (b, n, q, i, t, h, bytes, place)
            WHERE taken[e.b];
        INSERT INTO commands (id, digest, answer, xid, place)
            SELECT b.value ->> 'command', b.value ->> 'digest', b.value ->> 'answer', me, (b.value ->> 'place')::integer
            FROM jsonb_array_elements(doc -> 'batches') WITH ORDINALITY AS b (value, n)
            WHERE taken[b.n] AND b.value ? 'command' ORDER BY b.value ->> 'command';
        IF holders IS NOT NULL THEN
            UPDATE claims SET holder = c.holder, value = c.value
                FROM ROWS FROM (jsonb_array_elements_text(doc -> 'claims'), unnest(holders), unnest(counts))
                AS c (name, holder, value)
                WHERE claims.name = c.name AND (claims.holder, claims.value) IS DISTINCT FROM (c.holder, c.value);
        END IF;
        INSERT INTO cases (id, phase, tier, urgency, playbook, owner, opened_at, wake_at, held, summary, release)
            SELECT DISTINCT ON (c.id)
                c.id, c.phase, c.tier, c.urgency, c.playbook, c.owner, c.opened_at, c.wake_at, c.held, c.summary, c.release
            FROM ROWS FROM (jsonb_to_recordset(doc -> 'cases') AS (
                b integer, id text, phase text, tier text, urgency integer, playbook text, owner text, opened_at bigint,
                wake_at bigint, held integer, summary text, release text
            )) WITH ORDINALITY AS c (
                b, id, phase, tier, urgency, playbook, owner, opened_at, wake_at, held, summary, release, n
            ) WHERE taken[c.b] ORDER BY c.id, c.n DESC
            ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, tier = excluded.tier, urgency = excluded.urgency,
                owner = excluded.owner, wake_at = excluded.wake_at, held = excluded.held, release = excluded.release;
        FOR change IN SELECT t FROM jsonb_array_elements(doc -> 'tasks') AS x (t) LOOP
            CONTINUE WHEN NOT taken[(change ->> 'b')::integer];
            IF (change ->> 'open')::boolean THEN
                INSERT INTO tasks (in_case, task, role, purpose, tier, urgency, due, claimed_by)
                    SELECT * FROM jsonb_to_record(change) AS t (
                        in_case text, task text, role text, purpose text, tier text, urgency integer, due bigint,
                        claimed_by text
                    )
                    ON CONFLICT (in_case, task, role) DO UPDATE SET tier = excluded.tier,
                        urgency = excluded.urgency, due = excluded.due, claimed_by = excluded.claimed_by;
            ELSE
                DELETE FROM tasks WHERE in_case = change ->> 'in_case' AND task = change ->> 'task'
                    AND role = change ->> 'role';
            END IF;
        END LOOP;
        FOR change IN SELECT p FROM jsonb_array_elements(doc -> 'promises') AS x (p) LOOP
            CONTINUE WHEN NOT taken[(change ->> 'b')::integer];
            named := change ->> 'promise';
            IF named = '*' THEN
                UPDATE promises SET state = change ->> 'state'
                    WHERE in_case = change ->> 'in_case' AND state = 'open';
            ELSIF change ->> 'due' IS NOT NULL THEN
                INSERT INTO promises (in_case, promise, state, due)
                    VALUES (change ->> 'in_case', named, change ->> 'state', (change ->> 'due')::bigint)
                    ON CONFLICT (in_case, promise) DO UPDATE SET state = excluded.state, due = excluded.due;
            ELSE
                UPDATE promises SET state = change ->> 'state'
                    WHERE in_case = change ->> 'in_case' AND promise = named;
            END IF;
        END LOOP;
        INSERT INTO vault (ref, stream, subject, salt, plaintext)
            SELECT v.ref, v.stream, v.subject, decode(v.salt, 'hex'), decode(v.plaintext, 'hex')
            FROM jsonb_to_recordset(doc -> 'vault') AS v (
                b integer, ref text, stream text, subject text, salt text, plaintext text
            ) WHERE taken[v.b];
    END IF;
    RETURN to_jsonb(answers);
END
$$;

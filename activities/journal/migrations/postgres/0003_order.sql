-- The sequencer: gives committed events their public positions, in the order of (epoch, transaction, place).
--
-- A plain sequence would let a reader skip: a number drawn early may be committed late. So nothing is numbered that
-- lies at or above the oldest transaction still running (pg_snapshot_xmin of the statement that numbers); below it
-- nothing can be added any more. Events of earlier epochs always lie below: a new epoch begins when no append is under
-- way, and after a move to another cluster their transactions' numbers mean nothing.
--
-- The order is a function of what was committed, so numbers lost in a crash are given again, the same ones. That is why
-- this commit alone need not wait for the disk: what it numbers was durable before it could be seen.
--
-- Returns the bound below which everything is numbered now, and the newest transaction with events that are not.
CREATE FUNCTION number_events(most integer) RETURNS TABLE (below bigint, waiting bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    last sequencer%ROWTYPE;
    upto record;
BEGIN
    SELECT * INTO STRICT last FROM sequencer;
    IF EXISTS (SELECT FROM events AS e WHERE (e.epoch, e.xid, e.place) > (last.epoch, last.xid, last.place)) THEN
        PERFORM set_config('synchronous_commit', 'off', true);
        SELECT * INTO STRICT last FROM sequencer FOR UPDATE;
        WITH picked AS (
            SELECT last.newest + row_number() OVER (ORDER BY e.epoch, e.xid, e.place) AS position,
                e.stream, e.seq, e.epoch, e.xid, e.place
            FROM events AS e
            WHERE (e.epoch, e.xid, e.place) > (last.epoch, last.xid, last.place)
                AND (e.epoch < (SELECT epoch FROM journal) OR e.xid < pg_snapshot_xmin(pg_current_snapshot()))
            ORDER BY e.epoch, e.xid, e.place LIMIT most
        ), put AS (
            INSERT INTO positions (position, stream, seq) SELECT p.position, p.stream, p.seq FROM picked AS p
        )
        SELECT p.position, p.epoch, p.xid, p.place INTO upto FROM picked AS p ORDER BY p.position DESC LIMIT 1;
        IF upto.position IS NOT NULL THEN
            UPDATE sequencer SET newest = upto.position, epoch = upto.epoch, xid = upto.xid, place = upto.place;
            last.epoch := upto.epoch;
            last.xid := upto.xid;
            last.place := upto.place;
        END IF;
    END IF;
    RETURN QUERY SELECT last.xid::text::bigint, (
        SELECT e.xid::text::bigint FROM events AS e
        WHERE (e.epoch, e.xid, e.place) > (last.epoch, last.xid, last.place)
        ORDER BY e.epoch DESC, e.xid DESC, e.place DESC LIMIT 1
    );
END
$$;

-- A change of hands waits until no append is under way, and keeps new ones out: the row of the journal is locked by
-- every append for share, and the table lock queues before those that come after it.
CREATE FUNCTION take_over(who text) RETURNS TABLE (epoch integer, term integer) LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE journal IN EXCLUSIVE MODE;
    PERFORM FROM journal FOR UPDATE;
    RETURN QUERY UPDATE journal SET holder = who, term = journal.term + 1 RETURNING journal.epoch, journal.term;
END
$$;
CREATE FUNCTION open_epoch() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    begun integer;
BEGIN
    LOCK TABLE journal IN EXCLUSIVE MODE;
    PERFORM FROM journal FOR UPDATE;
    UPDATE journal SET epoch = epoch + 1, cluster = (SELECT system_identifier::text FROM pg_control_system())
        RETURNING epoch INTO begun;
    RETURN begun;
END
$$;

-- Several processes may carry the cases of one journal together (as Temporal's workers do): they share one term. Whoever
-- runs it in another way begins a term of its own, and the turns of those before it are refused.
DROP FUNCTION take_over(text);
CREATE FUNCTION take_over(who text, as_engine text, shared boolean)
RETURNS TABLE (epoch integer, term integer) LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE journal IN EXCLUSIVE MODE;
    PERFORM FROM journal FOR UPDATE;
    RETURN QUERY UPDATE journal SET holder = who, engine = as_engine,
        term = CASE WHEN shared AND engine = as_engine AND journal.term > 0 THEN journal.term ELSE journal.term + 1 END
        RETURNING journal.epoch, journal.term;
END
$$;

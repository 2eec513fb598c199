-- A journal that went on elsewhere takes nothing more, whoever still has it open.
CREATE FUNCTION refuse_what_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved_to text;
BEGIN
    SELECT holder INTO moved_to FROM journal WHERE engine = 'moved';
    IF FOUND THEN
        RAISE EXCEPTION 'the journal went on at %; nothing is written here any more.', moved_to USING ERRCODE = 'MG001';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER not_moved BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_moved();
CREATE TRIGGER not_moved BEFORE UPDATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_moved();
COMMENT ON COLUMN commands.place IS 'place 0: the command came with a copy of the journal, and xid is the position of its first event';

-- The journal's own row, its streams and events, the order they are read in, and the rows that change with them.
-- Instants are milliseconds since 1970; names compare by their bytes, as everywhere else in the product.
CREATE TABLE journal (
    one integer PRIMARY KEY CHECK (one = 1),
    identity text NOT NULL,
    epoch integer NOT NULL,
    engine text NOT NULL,
    holder text NOT NULL,
    term integer NOT NULL DEFAULT 0,
    secret bytea NOT NULL,
    clock_start bigint,
    clock_began bigint,
    clock_rate integer NOT NULL DEFAULT 1,
    cluster text NOT NULL
);
COMMENT ON COLUMN journal.cluster IS 'system_identifier of the cluster this epoch began in: numbers of transactions mean nothing in another';

-- A stream with seq 0 was named by an append that was refused; it has no events and is shown to nobody.
CREATE TABLE streams (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    seq bigint NOT NULL DEFAULT 0,
    hash text NOT NULL DEFAULT repeat('0', 64)
) WITH (fillfactor = 70);

CREATE TABLE events (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    place integer NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    data bytea NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE UNIQUE INDEX events_in_order ON events (epoch, xid, place);

-- The public positions, 1, 2, 3 … without gaps; given by the sequencer alone (number_events).
CREATE TABLE positions (
    position bigint PRIMARY KEY,
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    UNIQUE (stream, seq)
);
CREATE TABLE sequencer (
    one integer PRIMARY KEY CHECK (one = 1),
    newest bigint NOT NULL,
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    place integer NOT NULL
);
INSERT INTO sequencer VALUES (1, 0, 0, '0', 0);

CREATE TABLE commands (
    id text COLLATE "C" PRIMARY KEY,
    digest text NOT NULL,
    answer text NOT NULL,
    xid xid8,
    place integer
);
COMMENT ON COLUMN commands.xid IS 'with place: the first event it brought about; null for a refusal';
CREATE TABLE claims (
    name text COLLATE "C" PRIMARY KEY,
    holder text NOT NULL DEFAULT '',
    value bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE TABLE cases (
    id text COLLATE "C" PRIMARY KEY,
    phase text NOT NULL,
    tier text NOT NULL,
    urgency integer NOT NULL,
    playbook text NOT NULL,
    owner text NOT NULL,
    opened_at bigint NOT NULL,
    wake_at bigint,
    held integer NOT NULL,
    summary text NOT NULL,
    release text NOT NULL,
    parked integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX cases_due ON cases (urgency, wake_at) WHERE wake_at IS NOT NULL AND parked = 0;
CREATE INDEX cases_by_phase ON cases (phase, id);
CREATE TABLE tasks (
    in_case text COLLATE "C" NOT NULL,
    task text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    purpose text NOT NULL,
    tier text NOT NULL,
    urgency integer NOT NULL,
    due bigint NOT NULL,
    claimed_by text NOT NULL,
    PRIMARY KEY (in_case, task, role)
);
CREATE INDEX tasks_of_role ON tasks (role, urgency, due);
CREATE TABLE promises (
    in_case text COLLATE "C" NOT NULL,
    promise text COLLATE "C" NOT NULL,
    state text NOT NULL,
    due bigint NOT NULL,
    rung_for bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (in_case, promise)
);
CREATE INDEX promises_open ON promises (due) WHERE state = 'open' AND rung_for < due;
CREATE TABLE vault (
    ref text COLLATE "C" PRIMARY KEY,
    stream text NOT NULL,
    subject text NOT NULL,
    salt bytea NOT NULL,
    plaintext bytea NOT NULL
);
CREATE INDEX vault_of_subject ON vault (subject);
CREATE TABLE snapshots (stream text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, hash text NOT NULL, code text NOT NULL, data bytea NOT NULL);
CREATE TABLE parked (in_case text COLLATE "C" PRIMARY KEY, at bigint NOT NULL, why text NOT NULL);

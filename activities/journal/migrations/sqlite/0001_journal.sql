-- The journal's own row, its streams and events, and the rows that change with them.
CREATE TABLE journal (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    engine TEXT NOT NULL,
    holder TEXT NOT NULL,
    term INTEGER NOT NULL DEFAULT 0,
    secret BLOB NOT NULL,
    clock_start INTEGER,
    clock_began INTEGER,
    clock_rate INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams (id),
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data BLOB NOT NULL,
    hash TEXT NOT NULL
);
CREATE UNIQUE INDEX events_of_stream ON events (stream, seq);
CREATE TABLE commands (id TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE claims (name TEXT PRIMARY KEY, holder TEXT NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    phase TEXT NOT NULL,
    tier TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    playbook TEXT NOT NULL,
    owner TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    wake_at INTEGER,
    held INTEGER NOT NULL,
    summary TEXT NOT NULL,
    release TEXT NOT NULL,
    parked INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cases_due ON cases (urgency, wake_at) WHERE wake_at IS NOT NULL AND parked = 0;
CREATE INDEX cases_by_phase ON cases (phase, id);
CREATE TABLE tasks (
    in_case TEXT NOT NULL,
    task TEXT NOT NULL,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    tier TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    due INTEGER NOT NULL,
    claimed_by TEXT NOT NULL,
    PRIMARY KEY (in_case, task, role)
) WITHOUT ROWID;
CREATE INDEX tasks_of_role ON tasks (role, urgency, due);
CREATE TABLE promises (
    in_case TEXT NOT NULL,
    promise TEXT NOT NULL,
    state TEXT NOT NULL,
    due INTEGER NOT NULL,
    rung_for INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (in_case, promise)
) WITHOUT ROWID;
CREATE INDEX promises_open ON promises (due) WHERE state = 'open' AND rung_for < due;
CREATE TABLE vault (
    ref TEXT PRIMARY KEY,
    stream TEXT NOT NULL,
    subject TEXT NOT NULL,
    salt BLOB NOT NULL,
    plaintext BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX vault_of_subject ON vault (subject);
CREATE TABLE snapshots (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, code TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE parked (in_case TEXT PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL);

"""The tables of the SQLite ledger. A migration is never changed once it was released: a change is another one."""

MIGRATIONS = (
    """
    CREATE TABLE events (id TEXT PRIMARY KEY, at REAL NOT NULL);
    CREATE INDEX events_by_age ON events (at);
    CREATE TABLE questions (
        key TEXT PRIMARY KEY,
        channel TEXT NOT NULL,
        user TEXT NOT NULL,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        reply TEXT NOT NULL DEFAULT '',
        asked TEXT NOT NULL,
        outcome TEXT
    );
    CREATE INDEX questions_by_user ON questions (user, at);
    CREATE INDEX questions_by_age ON questions (at);
    CREATE INDEX questions_by_reply ON questions (channel, reply);
    CREATE INDEX questions_open ON questions (state) WHERE state IN ('received', 'answering');
    CREATE TABLE opinions (
        key TEXT NOT NULL REFERENCES questions ON DELETE CASCADE,
        user TEXT NOT NULL,
        opinion TEXT NOT NULL,
        PRIMARY KEY (key, user)
    );
    CREATE TABLE struck (key TEXT PRIMARY KEY, at REAL NOT NULL);
    CREATE TABLE threads (
        channel TEXT NOT NULL,
        ts TEXT NOT NULL,
        conversation TEXT NOT NULL,
        asker TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (channel, ts)
    );
    CREATE TABLE handed (
        channel TEXT NOT NULL,
        ts TEXT NOT NULL,
        matter TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (channel, ts, matter)
    );
    CREATE TABLE done (name TEXT PRIMARY KEY, at REAL NOT NULL);
    CREATE TABLE choices (name TEXT PRIMARY KEY, value TEXT NOT NULL)
    """,
)

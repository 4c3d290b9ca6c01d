import GRDB

/// The tables of a ledger and how they came to be.
///
/// 1. A new ledger is an empty file; the migrations make its tables.
/// 2. A change of the tables is a new migration at the end, never an edit of one that was released;
///    each runs in one transaction and ends by stating its version.
/// 3. A ledger of a later version is refused, as its meaning isn't known here.
enum LedgerSchema {
    /// Marks the file as a ledger, for us and for file(1): "STKL".
    static let applicationID = 0x5354_4B4C
    /// The unit of a ledger's size, in bytes: what SQLite has used for new files since 2016.
    static let pageBytes = 4096
    /// The version that this program writes.
    static let version = 4
    /// The oldest version that can be read as it is: what came later is only ever written.
    static let oldestReadable = 2

    /// What a file turned out to be.
    enum Identity: Sendable, Hashable {
        /// An empty file, or one whose first migration never ended.
        case blank
        case ledger(version: Int)
        case foreign
    }

    /// Looks at a file without changing it.
    static func identity(_ database: Database) throws -> Identity {
        let mark = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        // GRDB's own table comes before the first migration, which a crash may have prevented.
        let sql = "SELECT 1 FROM sqlite_master WHERE tbl_name <> 'grdb_migrations' LIMIT 1"
        let hasTables = try Row.fetchOne(database, sql: sql) != nil
        if mark == applicationID { return .ledger(version: version) }
        return mark == 0 && version == 0 && !hasTables ? .blank : .foreign
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version1)
        }
        migrator.registerMigration("2", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version2)
        }
        migrator.registerMigration("3", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version3)
        }
        migrator.registerMigration("4", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version4)
        }
        return migrator
    }

    /// Times are UTC with milliseconds, money is exact decimal text in USD; NULL means unknown.
    ///
    /// The body is the last column of its table, so that reading the others loads no part of it.
    private static let version1 = """
        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            pipeline TEXT NOT NULL,
            started_at TEXT NOT NULL,
            version TEXT NOT NULL,
            is_rehearsal INTEGER NOT NULL,
            continues TEXT,
            estimate_low TEXT,
            estimate_expected TEXT,
            estimate_high TEXT,
            ended_at TEXT,
            status TEXT,
            exit_status INTEGER,
            cost TEXT,
            summary TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX runs_by_start ON runs (started_at);

        CREATE TABLE photos (
            sha256 TEXT NOT NULL,
            path TEXT NOT NULL,
            first_run TEXT NOT NULL REFERENCES runs (id),
            PRIMARY KEY (sha256, path)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE questions (
            key TEXT NOT NULL PRIMARY KEY
                CHECK (length(key) = 64 AND key NOT GLOB '*[^0-9a-f]*'),
            kind TEXT NOT NULL,
            parent TEXT REFERENCES questions (key),
            location TEXT NOT NULL,
            vote INTEGER NOT NULL,
            photos TEXT NOT NULL,
            model TEXT NOT NULL,
            api TEXT NOT NULL,
            first_run TEXT NOT NULL REFERENCES runs (id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempts (
            id INTEGER NOT NULL PRIMARY KEY,
            question TEXT NOT NULL REFERENCES questions (key),
            run TEXT NOT NULL REFERENCES runs (id),
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            billed TEXT NOT NULL,
            client_request_id TEXT NOT NULL,
            started_at TEXT NOT NULL,
            price TEXT,
            ceiling TEXT,
            ended_at TEXT,
            http_status INTEGER,
            request_id TEXT,
            model_snapshot TEXT,
            service_tier TEXT,
            input_tokens INTEGER,
            cached_input_tokens INTEGER,
            cache_write_tokens INTEGER,
            output_tokens INTEGER,
            reasoning_tokens INTEGER,
            cost TEXT,
            error_code TEXT,
            error_words TEXT,
            elapsed_ms INTEGER,
            bytes_sent INTEGER,
            UNIQUE (question, number)
        ) STRICT;
        CREATE INDEX attempts_by_run ON attempts (run);
        CREATE INDEX attempts_open ON attempts (state) WHERE state = 'sent';

        CREATE TABLE replies (
            attempt INTEGER NOT NULL PRIMARY KEY REFERENCES attempts (id),
            verdict TEXT NOT NULL,
            errors TEXT,
            sha256 TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            compression TEXT NOT NULL,
            headers TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = 1;
        """

    /// Runs get a number, as a clock may be set back; questions say what they were asked with and
    /// attempts why they were made; and what was seen, merged and decided is kept.
    ///
    /// A look is a label reader's version or the key of a question.
    private static let version2 = """
        ALTER TABLE runs ADD COLUMN method TEXT NOT NULL DEFAULT 'model';
        ALTER TABLE runs ADD COLUMN number INTEGER;
        UPDATE runs SET number = (
            SELECT count(*) FROM runs AS other
            WHERE (other.started_at, other.id) <= (runs.started_at, runs.id)
        );
        DROP INDEX runs_by_start;
        CREATE UNIQUE INDEX runs_by_number ON runs (number);

        ALTER TABLE questions ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE attempts ADD COLUMN reason_code TEXT;
        ALTER TABLE attempts ADD COLUMN reason TEXT;
        CREATE TABLE question_photos (
            photo TEXT NOT NULL,
            question TEXT NOT NULL REFERENCES questions (key),
            PRIMARY KEY (photo, question)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO question_photos
            SELECT json_extract(photo.value, '$.sha256'), questions.key
            FROM questions, json_each(questions.photos) AS photo;

        DROP TABLE photos;
        CREATE TABLE photos (
            run TEXT NOT NULL REFERENCES runs (id),
            position INTEGER NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT,
            location TEXT,
            reason TEXT NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE observations (
            look TEXT NOT NULL,
            photo TEXT NOT NULL,
            run TEXT NOT NULL REFERENCES runs (id),
            sha256 TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            compression TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (look, photo)
        ) STRICT;

        CREATE TABLE tallies (
            run TEXT NOT NULL REFERENCES runs (id),
            position INTEGER NOT NULL,
            location TEXT NOT NULL,
            sku TEXT NOT NULL,
            counted INTEGER,
            low INTEGER,
            high INTEGER,
            status TEXT NOT NULL,
            reasons TEXT NOT NULL,
            method TEXT NOT NULL,
            model TEXT NOT NULL,
            votes INTEGER NOT NULL,
            expected INTEGER,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE decisions (
            id INTEGER NOT NULL PRIMARY KEY,
            run TEXT NOT NULL REFERENCES runs (id),
            location TEXT NOT NULL,
            sku TEXT NOT NULL,
            zone TEXT NOT NULL,
            counted INTEGER,
            note TEXT NOT NULL,
            person TEXT NOT NULL,
            decided_at TEXT NOT NULL,
            file_sha256 TEXT NOT NULL
        ) STRICT;
        CREATE INDEX decisions_by_line ON decisions (run, location, sku, zone);

        PRAGMA user_version = 2;
        """

    /// What services turned out to accept is remembered.
    private static let version3 = """
        CREATE TABLE services (
            base_url TEXT NOT NULL,
            api TEXT NOT NULL,
            model TEXT NOT NULL,
            version TEXT NOT NULL,
            learned_at TEXT NOT NULL,
            lessons TEXT NOT NULL,
            PRIMARY KEY (base_url, api, model)
        ) STRICT, WITHOUT ROWID;

        PRAGMA user_version = 3;
        """
    /// Photos are found by their descriptions, and books may be fractions.
    ///
    /// The rows of a pipeline have the numbers from its own in `described` times 2^32 on, so that
    /// those of others need not be looked at. What a word is, is decided in part by who writes the
    /// texts: where no spaces stand between words, U+001F does.
    private static let version4 = """
        ALTER TABLE tallies ADD COLUMN book TEXT;

        CREATE TABLE described (
            number INTEGER NOT NULL PRIMARY KEY,
            pipeline TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE VIRTUAL TABLE descriptions USING fts5(
            description,
            place,
            path UNINDEXED,
            sha256 UNINDEXED,
            byte_count UNINDEXED,
            location UNINDEXED,
            run UNINDEXED,
            tokenize = "porter unicode61 remove_diacritics 2 categories 'L* M* N* Co So'"
        );

        PRAGMA user_version = 4;
        """
}

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>
/// The first shape. Times are UTC ticks, stages the numbers of <see cref="Lanes.Stage"/>. Keys are integers because random ones cost
/// seven times as much; partial indexes hold only rows that the question they answer can be about.
/// </summary>
internal static class SchemaVersion1
{
    public const string Sql = """
        CREATE TABLE queues(name TEXT PRIMARY KEY, paused INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE TABLE functions(id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(namespace, name));
        CREATE TABLE lanes(id INTEGER PRIMARY KEY, queue TEXT NOT NULL, function INTEGER NOT NULL, paused INTEGER NOT NULL DEFAULT 0, UNIQUE(queue, function));

        CREATE TABLE invocations(
            id INTEGER PRIMARY KEY, call_id TEXT NOT NULL UNIQUE, correlation_id TEXT, chosen INTEGER NOT NULL,
            lane INTEGER NOT NULL, function INTEGER NOT NULL, stage INTEGER NOT NULL, retrying INTEGER NOT NULL DEFAULT 0,
            run INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL, due INTEGER NOT NULL,
            unreachable INTEGER, ordering_key TEXT, keep_result INTEGER NOT NULL, callback_url TEXT,
            lease INTEGER, leased INTEGER, worker TEXT, reason TEXT, ended INTEGER);
        CREATE INDEX invocations_lane ON invocations(lane);
        CREATE INDEX invocations_waiting ON invocations(lane, stage, due) WHERE stage < 3;
        CREATE INDEX invocations_delayed ON invocations(due) WHERE stage = 1;
        CREATE INDEX invocations_running ON invocations(lane) WHERE stage = 3;
        CREATE INDEX invocations_dead ON invocations(lane) WHERE stage = 5;
        CREATE INDEX invocations_ended ON invocations(ended) WHERE stage IN (4, 6);
        CREATE INDEX invocations_order ON invocations(function, ordering_key, stage) WHERE ordering_key IS NOT NULL AND stage < 4;

        CREATE TABLE payloads(id INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, headers BLOB NOT NULL, bytes INTEGER NOT NULL, file TEXT, body BLOB);
        CREATE INDEX payloads_file ON payloads(file) WHERE file IS NOT NULL;

        CREATE TABLE attempts(
            id INTEGER PRIMARY KEY, invocation INTEGER NOT NULL, run INTEGER NOT NULL, number INTEGER NOT NULL,
            started INTEGER NOT NULL, seconds REAL, status INTEGER, error TEXT, worker TEXT NOT NULL);
        CREATE INDEX attempts_invocation ON attempts(invocation);

        CREATE TABLE results(
            id INTEGER PRIMARY KEY, status INTEGER NOT NULL, headers BLOB NOT NULL, seconds REAL NOT NULL,
            expires INTEGER, held INTEGER NOT NULL, bytes INTEGER NOT NULL, file TEXT, body BLOB);
        CREATE INDEX results_expires ON results(held, expires, bytes);
        CREATE INDEX results_file ON results(file) WHERE file IS NOT NULL;

        CREATE TABLE callbacks(
            id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, delivery_id TEXT NOT NULL, host TEXT NOT NULL, stage INTEGER NOT NULL,
            due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT, lease INTEGER);
        CREATE INDEX callbacks_waiting ON callbacks(host, stage, due) WHERE stage < 3;
        CREATE INDEX callbacks_delayed ON callbacks(due) WHERE stage = 1;
        CREATE INDEX callbacks_pending ON callbacks(lane) WHERE stage < 4;

        CREATE TABLE deduplication(
            function INTEGER NOT NULL, origin TEXT NOT NULL, id TEXT NOT NULL, call_id TEXT NOT NULL,
            accepted INTEGER NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY(function, origin, id)) WITHOUT ROWID;
        CREATE INDEX deduplication_expires ON deduplication(expires);

        CREATE TABLE checkpoints(name TEXT PRIMARY KEY, value BLOB NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
        """;
}

using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>The database's shape. Its version is SQLite's <c>user_version</c>; each step leads from one version to the next.</summary>
internal static class Schema
{
    /// <summary>All steps, in order; never changed once released, only added to.</summary>
    public static IReadOnlyList<string> Steps { get; } = [SchemaVersion1.Sql];

    /// <summary>Brings a database to the newest version, one transaction a step.</summary>
    /// <exception cref="QueueStartException">It was written by a newer release.</exception>
    public static void Upgrade(Database database, string path, IReadOnlyList<string> steps)
    {
        var version = Version(database);
        if (version > steps.Count)
        {
            throw new QueueStartException(
                $"'{path}' was written by a newer release (schema {version}, this one knows up to {steps.Count}): run that release, or name another data directory.");
        }
        for (var next = version; next < steps.Count; next++)
            database.Execute($"BEGIN IMMEDIATE; {steps[(int)next]}; PRAGMA user_version={next + 1}; COMMIT;");
    }

    private static long Version(Database database)
    {
        using var query = database.Query("PRAGMA user_version");
        return query.Step() ? query.Long(0) : 0;
    }
}

using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>
/// Removes body files that nobody refers to. The order matters: a file is listed first, then found not in progress, then found not
/// referred to. Whoever writes a file lets go of it only when the database refers to it, so no file in use passes both questions.
/// </summary>
internal static class OrphanSweep
{
    /// <returns>How many are gone.</returns>
    public static int Run(BodyFiles files, Readers readers)
    {
        var removed = 0;
        foreach (var path in Directory.GetFiles(files.Folder, "*.body"))
        {
            var file = Path.GetFileName(path);
            if (!files.IsInProgress(file) && !readers.Read(database => IsReferredTo(database, file)) && files.Delete(file))
                removed++;
        }
        return removed;
    }

    private static bool IsReferredTo(Database database, string file)
    {
        using var query = database
            .Query("SELECT 1 FROM payloads WHERE file=? UNION ALL SELECT 1 FROM results WHERE file=? LIMIT 1").Bind(file).Bind(file);
        return query.Step();
    }
}

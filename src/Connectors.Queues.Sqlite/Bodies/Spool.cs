namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>A body read to its end. Its file, if it has one, is gone after disposal unless the database has come to refer to it.</summary>
internal sealed class Spool(BodyFiles files, StoredBody body) : IDisposable
{
    private bool kept;

    public StoredBody Body => body;

    /// <summary>The database refers to it now.</summary>
    public void Keep() => kept = true;

    public void Dispose()
    {
        if (body.File is null)
            return;
        if (!kept)
            files.Delete(body.File);
        files.Release(body.File);
    }
}

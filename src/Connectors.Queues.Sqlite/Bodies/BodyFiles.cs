using System.Collections.Concurrent;
using Connectors.Core.Invocations;
using Microsoft.Extensions.Logging;

namespace Connectors.Queues.Sqlite.Bodies;

/// <summary>
/// The folder of large bodies. A file is written and synced, and its folder too, before the database refers to it, and is removed after
/// the database has ceased to: a crash in between leaves a file nobody refers to, never a reference without its file. Thread-safe.
/// </summary>
internal sealed class BodyFiles(string folder, ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> inProgress = new(StringComparer.Ordinal);

    public string Folder => folder;

    /// <summary>True while someone is writing it, or has written it and not yet said what becomes of it.</summary>
    public bool IsInProgress(string file) => inProgress.ContainsKey(file);

    public InvocationBody Body(string file, long length) => new FileBody(PathOf(file), length);

    public string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>A new name, safe from the sweep until released.</summary>
    public string Claim()
    {
        var file = $"{Guid.NewGuid():N}.body";
        inProgress.TryAdd(file, true);
        return file;
    }

    public void Release(string file) => inProgress.TryRemove(file, out _);

    /// <summary>Removes a file if it is there. One that cannot be removed is left to the sweep.</summary>
    /// <returns>True when it is gone.</returns>
    public bool Delete(string file)
    {
        try
        {
            File.Delete(PathOf(file));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.BodyNotRemoved(logger, file, exception);
            return false;
        }
    }
}

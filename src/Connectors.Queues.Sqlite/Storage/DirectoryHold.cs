using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>Holds the data directory for one process at a time: leases found in it at start are then known to be lost. The kernel lets go when the process dies.</summary>
internal static class DirectoryHold
{
    /// <summary>Takes hold until the stream is disposed.</summary>
    /// <exception cref="QueueStartException">Another process holds it, or it cannot be written.</exception>
    public static FileStream Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(Path.Combine(directory, "queue.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new QueueStartException($"The queue's directory '{directory}' cannot be written: change its permissions, or name another data directory.", exception);
        }
        catch (IOException exception) when (File.Exists(Path.Combine(directory, "queue.lock")))
        {
            throw new QueueStartException($"The queue's directory '{directory}' is held by another process ({exception.Message}): stop that one, or name another data directory.", exception);
        }
        catch (IOException exception)
        {
            throw new QueueStartException($"The queue's directory '{directory}' cannot be made ({exception.Message}): name another data directory.", exception);
        }
    }
}

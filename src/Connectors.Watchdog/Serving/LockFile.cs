using Connectors.Watchdog.Logging;

namespace Connectors.Watchdog.Serving;

/// <summary>A file by which others see that requests are served: there while they are, and unhealthy without it. Not thread-safe but for <see cref="IsPresent"/>.</summary>
/// <param name="path">The file; null: there is none and nothing depends on it.</param>
/// <param name="isOthers">Somebody else makes it, and takes it away.</param>
/// <param name="log">For what is done.</param>
internal sealed class LockFile(string? path, bool isOthers, OutputLog log)
{
    private bool made;

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsPresent => path is null || File.Exists(path);

    /// <exception cref="WatchdogStartException">It cannot be written.</exception>
    public void Make()
    {
        if (path is null)
            return;
        if (isOthers)
        {
            log.Write($"Warning: \"suppress_lock\" is enabled. /_/health answers 503 until something else makes {path}.");
            return;
        }
        try
        {
            log.Write($"Writing lock-file to: {path}");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllBytes(path, []);
            made = true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WatchdogStartException($"The lock file {path} cannot be written: {refused.Message} Make its folder writable, or set suppress_lock=true and make the file by other means.", refused);
        }
    }

    /// <summary>Takes it away if it was made here; repeatable.</summary>
    public void Remove()
    {
        if (!made || path is null)
            return;
        made = false;
        try
        {
            log.Write($"Removing lock-file : {path}");
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            log.Write($"The lock file {path} could not be removed: {refused.Message}");
        }
    }
}

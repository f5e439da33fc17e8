namespace Connectors.Cli.Data;

/// <summary>The data directory, or a file in it, cannot be used; the message says which, why and what to do. Ends the command with exit code 1.</summary>
internal class DataDirectoryException(string message, Exception? cause = null) : Exception(message, cause)
{
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    /// <summary>What an operating system's refusal means for the user.</summary>
    public static DataDirectoryException From(string path, Exception cause) => new((cause.GetBaseException().HResult & 0xFFFF, cause.GetBaseException()) switch
    {
        (NoSpaceLeft or QuotaExceeded, IOException) => $"the disk that holds {path} is full; make room, or name another data directory with --data",
        (ReadOnlyFileSystem, IOException) => $"{path} is on a read-only file system; name another data directory with --data",
        (_, UnauthorizedAccessException) => $"{path} is not writable for this user; change its owner, or name another data directory with --data",
        _ => $"{path} cannot be used: {cause.Message.TrimEnd('.')}; mend that, or name another data directory with --data",
    }, cause);
}

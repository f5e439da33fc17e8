namespace Connectors.Worker.Invocations;

/// <summary>
/// A temporary file for one large answer. It has no name from the moment it is made, so that it is gone with its last handle, kill -9
/// included. Nothing is made before something is written.
/// </summary>
internal sealed class ResultSpool(string directory) : IDisposable
{
    private FileStream? file;

    /// <summary>How many bytes have been written.</summary>
    public long Length { get; private set; }

    /// <summary>One line why it took no more; null while it does.</summary>
    public string? Fault { get; private set; }

    /// <returns>False when the directory takes no more; nothing of these bytes counts.</returns>
    public async ValueTask<bool> TryAppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            file ??= Create();
            await RandomAccess.WriteAsync(file.SafeFileHandle, bytes, Length, cancellationToken);
            Length += bytes.Length;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fault = OneLine.Of($"{directory}: {exception.Message}");
            return false;
        }
    }

    /// <summary>Reads what has been written; any number of readers, each from the start. Only before disposal.</summary>
    public Stream OpenRead() => file is null ? Stream.Null : new SpoolReader(file.SafeFileHandle, Length);

    public void Dispose() => file?.Dispose();

    private FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(directory, $"connectors-result-{Guid.NewGuid():N}");
        var made = new FileStream(path, options);
        try
        {
            File.Delete(path);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }
}

using System.Text;

namespace Connectors.Worker.Callbacks;

/// <summary>The secrets that sign callbacks, one a line of a file that is read again when it changes. Thread-safe.</summary>
internal sealed class CallbackSecrets(CallbackSettings settings)
{
    private const string Prefix = "whsec_";

    private volatile Snapshot? snapshot;

    private sealed record Snapshot(DateTime Written, long Length, IReadOnlyList<byte[]> Keys);

    /// <summary>The keys in force, the first line's first; empty when callbacks are not signed.</summary>
    /// <exception cref="IOException">The file cannot be read or holds no secret: nothing may be sent unsigned in its place.</exception>
    public IReadOnlyList<byte[]> Current()
    {
        if (settings.SecretFile.Length == 0)
            return [];
        var file = new FileInfo(settings.SecretFile);
        if (!file.Exists)
            throw new FileNotFoundException("the signing secret (callback.secret-file) does not exist");
        var known = snapshot;
        if (known is not null && known.Written == file.LastWriteTimeUtc && known.Length == file.Length)
            return known.Keys;
        var read = new Snapshot(file.LastWriteTimeUtc, file.Length, Read(file.FullName));
        snapshot = read;
        return read.Keys;
    }

    private static List<byte[]> Read(string path)
    {
        try
        {
            var keys = new List<byte[]>();
            foreach (var line in File.ReadLines(path))
            {
                if (line.Trim() is { Length: > 0 } text)
                    keys.Add(Key(text));
            }
            return keys.Count > 0 ? keys : throw new IOException("the signing secret (callback.secret-file) is empty");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException("the signing secret (callback.secret-file) may not be read", exception);
        }
    }

    private static byte[] Key(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        try
        {
            return Convert.FromBase64String(text[Prefix.Length..]);
        }
        catch (FormatException exception)
        {
            throw new IOException("the signing secret (callback.secret-file) begins with whsec_ but is not base64 after it", exception);
        }
    }
}

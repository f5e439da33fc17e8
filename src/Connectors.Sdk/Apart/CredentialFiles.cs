using System.Net.Http.Headers;
using System.Text;

namespace Connectors.Sdk.Apart;

/// <summary>The gateway's credentials in the two files of a directory, read again when somebody asks and a few seconds have passed. Thread-safe.</summary>
internal sealed class CredentialFiles
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly string directory;
    private readonly TimeProvider time;
    private volatile Reading last;

    private sealed record Reading(AuthenticationHeaderValue Header, long At);

    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    public CredentialFiles(string directory, TimeProvider time)
    {
        (this.directory, this.time) = (directory, time);
        last = Read();
    }

    /// <summary>As HTTP's basic authentication sends them.</summary>
    public AuthenticationHeaderValue Header
    {
        get
        {
            var known = last;
            if (time.GetElapsedTime(known.At) < Interval)
                return known.Header;
            try
            {
                known = Read();
            }
            catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
            {
                // Between two versions, as a rule. If for longer, the gateway will refuse what is old, and that is told.
                known = known with { At = time.GetTimestamp() };
            }
            last = known;
            return known.Header;
        }
    }

    private Reading Read()
    {
        var pair = $"{Text("basic-auth-user")}:{Text("basic-auth-password")}";
        return new Reading(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))), time.GetTimestamp());
    }

    private string Text(string name)
    {
        var file = Path.Combine(directory, name);
        return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw new IOException($"{file} is empty");
    }
}

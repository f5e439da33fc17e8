namespace Connectors.Cli.Data;

/// <summary>Credentials as their files hold them now. While those cannot be read the last good ones stay in force. Thread-safe.</summary>
internal sealed class LiveCredentials
{
    private readonly Func<Credentials?> read;
    private volatile Credentials? current;
    private volatile string? fault;
    private Credentials? candidate;

    /// <param name="read">Reads them; null when there are none.</param>
    /// <exception cref="MissingSecretException">They cannot be read at the first time.</exception>
    public LiveCredentials(Func<Credentials?> read) => (this.read, current) = (read, read());

    /// <summary>Those in force; null while there have never been any.</summary>
    public Credentials? Current => current;

    /// <summary>Why those in force are older than their files; null when they are not.</summary>
    public string? Fault => fault;

    /// <summary>
    /// Reads again. The two files change one after the other, and a file may be half written: what is new is believed once it has been read
    /// twice in the same way.
    /// </summary>
    /// <returns>True when others are in force from now on. One reader at a time.</returns>
    public bool Refresh()
    {
        Credentials? now;
        try
        {
            now = read();
        }
        catch (DataDirectoryException unread)
        {
            (fault, candidate) = (unread.Message, null);
            return false;
        }
        if (now is null && current is not null)
        {
            (fault, candidate) = ($"{current.UserFile} and {current.PasswordFile} are gone", null);
            return false;
        }
        fault = null;
        if (now == current)
        {
            candidate = null;
            return false;
        }
        if (now != candidate)
        {
            candidate = now;
            return false;
        }
        (current, candidate) = (now, null);
        return true;
    }
}

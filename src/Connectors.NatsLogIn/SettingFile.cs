namespace Connectors.NatsLogIn;

/// <summary>A file that a setting names. What is wrong with one is said by setting and path, never by what it holds.</summary>
internal readonly record struct SettingFile(string Setting, string Path)
{
    /// <exception cref="LogInException">It cannot be read, or is empty.</exception>
    public string Text()
    {
        try
        {
            return File.ReadAllText(Path).Trim() is { Length: > 0 } text ? text : throw Wrong("is empty", "write it, or name another file");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong("does not exist", "write it, or correct the path", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Wrong("cannot be read", "give this process the right to read a file there", exception);
        }
    }

    public LogInException Wrong(string what, string remedy, Exception? cause = null) => new($"The file {Path} of {Setting} {what}; {remedy}.", cause);
}

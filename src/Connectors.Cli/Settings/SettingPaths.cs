namespace Connectors.Cli.Settings;

/// <summary>Where relative paths in settings lead: to the settings file's folder when there is one, else to the data directory.</summary>
internal sealed class SettingPaths(SettingSources sources)
{
    private readonly string root = sources.ConfigFile is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : Path.GetFullPath(sources.DataDirectory);

    /// <summary>The data directory, absolute.</summary>
    public string DataDirectory { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(sources.DataDirectory));

    /// <summary>An absolute path; a leading <c>~/</c> is the user's home.</summary>
    public string Resolve(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), path[1..].TrimStart('/'));
        return Path.GetFullPath(path, root);
    }
}

using Connectors.Watchdog.Processes;

namespace Connectors.Watchdog.Commands;

/// <summary>Finds the file a command's first word means, as execvp does but with the program's own PATH and working directory.</summary>
internal static class ProgramFile
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The absolute path of an executable file.</summary>
    /// <exception cref="WatchdogStartException">There is none; the message names the program.</exception>
    public static string Find(string name, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (name.Contains('/'))
            return Check(name, Path.Combine(workingDirectory, name));
        var path = environment.GetValueOrDefault("PATH") is { Length: > 0 } own ? own : DefaultPath;
        string? refused = null;
        foreach (var folder in path.Split(':'))
        {
            var candidate = Path.Combine(workingDirectory, folder, name);
            if (!File.Exists(candidate))
                continue;
            if (LibC.Access(candidate, LibC.Executable) == 0)
                return Path.GetFullPath(candidate);
            refused = candidate;
        }
        throw refused is null
            ? new WatchdogStartException($"The program '{name}' was not found in PATH ({path}); install it or write its full path.")
            : NotExecutable(name, refused);
    }

    private static string Check(string name, string candidate)
    {
        if (Directory.Exists(candidate))
            throw new WatchdogStartException($"The program '{name}' is a folder ({candidate}), not a program.");
        if (!File.Exists(candidate))
            throw new WatchdogStartException($"The program '{name}' does not exist ({candidate}).");
        return LibC.Access(candidate, LibC.Executable) == 0 ? Path.GetFullPath(candidate) : throw NotExecutable(name, candidate);
    }

    private static WatchdogStartException NotExecutable(string name, string file) =>
        new($"The program '{name}' is not executable; run chmod +x {file}");
}

using Connectors.Watchdog.Processes;

namespace Connectors.Watchdog.Commands;

/// <summary>Makes a program ready to start out of what the user wrote, and says what is wrong with it.</summary>
internal static class CommandLaunch
{
    /// <param name="options">What the user wrote.</param>
    /// <param name="remark">Told what was understood in another way than it may have been meant.</param>
    /// <exception cref="WatchdogStartException">The command, the folder or the environment cannot work; the message says why.</exception>
    public static ProgramLaunch Prepare(WatchdogOptions options, Action<string> remark)
    {
        if (!OperatingSystem.IsLinux())
            throw new WatchdogStartException("The watchdog runs on Linux only.");
        if (options.Process.Contains('\0'))
            throw new WatchdogStartException("The command contains a NUL character.");
        var words = Words(options, remark);
        if (words is [] or ["", ..])
            throw new WatchdogStartException("No command is given: set fprocess, for example to 'cat'.");
        foreach (var (name, value) in options.Environment)
        {
            if (name.Length == 0 || name.Contains('=') || name.Contains('\0') || value.Contains('\0'))
                throw new WatchdogStartException($"The environment variable '{name}' cannot be set: a name must be given and contain no '=', and neither part a NUL.");
        }
        var folder = Path.GetFullPath(options.WorkingDirectory ?? ".");
        if (!Directory.Exists(folder))
            throw new WatchdogStartException($"The working directory '{folder}' does not exist.");
        ProgramLaunch.RequireSystemSupport();
        return new ProgramLaunch(ProgramFile.Find(words[0], folder, options.Environment), words, folder);
    }

    private static IReadOnlyList<string> Words(WatchdogOptions options, Action<string> remark)
    {
        if (options.SplitAtBlanks)
            return CommandWords.SplitAtBlanks(options.Process);
        if (CommandWords.TrySplit(options.Process, out var words, out var open))
            return words;
        remark($"Unbalanced quote: the {options.Process[open]} at position {open + 1} of the command '{options.Process}' is never closed; the command is split at its blanks.");
        return CommandWords.SplitAtBlanks(options.Process);
    }
}

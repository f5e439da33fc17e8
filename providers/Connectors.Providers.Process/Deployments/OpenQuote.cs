namespace Connectors.Providers.Process.Deployments;

/// <summary>Finds the quote that a command does not close, by the watchdog's rules: those of a POSIX shell. It would never start.</summary>
internal static class OpenQuote
{
    /// <summary>Where it stands, from 0; -1 when every quote is closed.</summary>
    public static int In(string command)
    {
        for (var at = 0; at < command.Length; at++)
        {
            var end = command[at] switch
            {
                '\\' => at + 1,
                '\'' => command.IndexOf('\'', at + 1),
                '"' => EndOfDouble(command, at),
                _ => at,
            };
            if (end < 0)
                return at;
            at = end;
        }
        return -1;
    }

    private static int EndOfDouble(string command, int start)
    {
        for (var at = start + 1; at < command.Length; at++)
        {
            if (command[at] == '"')
                return at;
            // What else may follow a backslash is no quote, so that it does not matter whether it is taken together.
            if (command[at] == '\\')
                at++;
        }
        return -1;
    }
}

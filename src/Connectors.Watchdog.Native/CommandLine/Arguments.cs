namespace Connectors.Watchdog.Native.CommandLine;

/// <summary>What the command line asks for: with one dash or two, with or without <c>=true</c>, as OpenFaaS' watchdogs take it.</summary>
internal sealed record Arguments
{
    public bool IsVersion { get; private init; }

    public bool IsHealthcheck { get; private init; }

    public bool IsHelp { get; private init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Fault { get; private init; }

    public static Arguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new Arguments();
        foreach (var word in words)
        {
            if (word is "--")
                break;
            arguments = arguments.With(word);
            if (arguments.Fault is not null)
                break;
        }
        return arguments;
    }

    private Arguments With(string word)
    {
        var name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : word.StartsWith('-') ? word[1..] : "";
        var value = true;
        if (name.IndexOf('=') is > 0 and var at)
        {
            if (!bool.TryParse(name[(at + 1)..], out value))
                return this with { Fault = $"'{name[(at + 1)..]}' is neither true nor false, as {word[..^(name.Length - at)]} wants" };
            name = name[..at];
        }
        return name switch
        {
            "version" => this with { IsVersion = value },
            "run-healthcheck" => this with { IsHealthcheck = value },
            "h" or "help" => this with { IsHelp = value },
            _ => this with { Fault = $"'{word}' is not known" },
        };
    }
}

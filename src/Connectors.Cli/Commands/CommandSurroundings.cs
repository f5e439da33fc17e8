using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>What a command sees of the world: folder, variables, where it prints and reads.</summary>
internal sealed record CommandSurroundings(string Folder, IReadOnlyDictionary<string, string> Environment, TextWriter Output, TextWriter Error)
{
    /// <summary>What the user types.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Where bytes go that are not text; null: they are printed as UTF-8.</summary>
    public Stream? Bytes { get; init; }

    /// <summary>True when somebody sits there who can answer a question.</summary>
    public bool CanAsk { get; init; }

    /// <summary>True when what is printed is seen as it is printed.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Those of this process.</summary>
    public static CommandSurroundings OfProcess() => new(Directory.GetCurrentDirectory(), SettingSources.ProcessEnvironment(), Console.Out, Console.Error)
    {
        Input = Console.In,
        Bytes = Console.OpenStandardOutput(),
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        IsTerminal = !Console.IsOutputRedirected,
    };
}

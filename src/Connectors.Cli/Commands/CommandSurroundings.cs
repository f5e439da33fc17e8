using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>What a command sees of the world: folder, variables, where it prints.</summary>
internal sealed record CommandSurroundings(string Folder, IReadOnlyDictionary<string, string> Environment, TextWriter Output, TextWriter Error)
{
    /// <summary>Those of this process.</summary>
    public static CommandSurroundings OfProcess() => new(Directory.GetCurrentDirectory(), SettingSources.ProcessEnvironment(), Console.Out, Console.Error);
}

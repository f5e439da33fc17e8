using System.Text.RegularExpressions;

namespace Connectors.Architecture.Tests.Rooms;

/// <summary>The arrows of docs/architecture.md: which room may reference which. Rooms that are planned are listed before they exist.</summary>
internal static class AllowedReferences
{
    private const string Core = "Connectors.Core";
    private const string Sdk = "Connectors.Sdk";
    private const string Watchdog = "Connectors.Watchdog";
    private const string LocalProviders = "Connectors.Providers.Local";
    private const string NatsKeys = "NATS.NKeys";
    private const string NatsLogIn = "Connectors.NatsLogIn";

    // The first pattern that fits a room's name decides.
    private static readonly (Regex Room, string[] May)[] Rules =
    [
        (Name("Connectors\\.Core"), []),
        (Name("NATS\\.NKeys"), []),
        (Name("Connectors\\.Sdk"), [Core]),
        (Name("Connectors\\.Watchdog"), [Core]),
        (Name("Connectors\\.Worker"), [Core]),
        (Name("Connectors\\.Gateway"), [Core]),
        (Name("Connectors\\.NatsLogIn"), [NatsKeys]),
        (Name("Connectors\\.Queues\\.JetStream"), [Core, NatsLogIn]),
        (Name("Connectors\\.Queues\\.\\w+"), [Core]),
        (Name("Connectors\\.Providers\\.Process"), [Core, Watchdog, LocalProviders]),
        (Name("Connectors\\.Providers\\.Faasd"), [Core, LocalProviders]),
        (Name("Connectors\\.Providers\\.\\w+"), [Core]),
        (Name("Connectors\\.Nats"), [Sdk, NatsLogIn]),
    ];

    // The composition root knows every room, and nobody knows it.
    private const string CompositionRoot = "Connectors.Cli";

    /// <summary>Everything that is wrong with a room's references, with the remedy.</summary>
    /// <param name="project">The project file's path, e.g. <c>src/Connectors.Sdk/Connectors.Sdk.csproj</c>.</param>
    /// <param name="references">The names of the projects it references.</param>
    public static IEnumerable<string> Faults(string project, IEnumerable<string> references)
    {
        var room = Path.GetFileNameWithoutExtension(project);
        var isKnown = TryFindRule(project, room, out var may);
        if (!isKnown)
            yield return $"{project} is a room that nobody planned: say in docs/architecture.md what it is and whom it may call, and add it to {nameof(AllowedReferences)}.";
        foreach (var reference in references)
        {
            if (reference == CompositionRoot)
                yield return $"{project} references {reference}, which is the composition root: nobody may know it. Move what is needed into the room that owns it.";
            else if (isKnown && room != CompositionRoot && !may.Contains(reference))
                yield return $"{project} references {reference}; it may reference {Shown(may)}. Put the contract between them into {Core}, implement it in {reference}, and let {CompositionRoot} join the two.";
        }
    }

    private static bool TryFindRule(string project, string room, out string[] may)
    {
        var rule = Rules.FirstOrDefault(rule => rule.Room.IsMatch(room));
        // Whoever adds a connector need not ask here: all of them stand on the Sdk alone.
        may = rule.May ?? (project.StartsWith("connectors/", StringComparison.Ordinal) ? [Sdk] : []);
        return rule.May is not null || may.Length > 0 || room == CompositionRoot;
    }

    private static string Shown(string[] may) => may.Length == 0 ? "nobody" : string.Join(" and ", may) + " only";

    private static Regex Name(string pattern) => new($"^{pattern}$", RegexOptions.CultureInvariant);
}

using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Companions.Compose;

namespace Connectors.Providers.Faasd.Tests.Companions;

/// <summary>Reads compose files that tests write.</summary>
internal static class ComposeUnderTest
{
    private static readonly Dictionary<string, string> Variables = new() { ["TAG"] = "2.9", ["EMPTY"] = "", ["ARCH_SUFFIX"] = "-arm64" };

    private static readonly Dictionary<string, string> Files = new() { ["/var/lib/faasd/nats.env"] = "# of nats\nlevel=1\nquoted=\"a b\"\n\nname = x\n", ["/var/lib/faasd/bad.env"] = "ok=1\nno equals\n" };

    public static ComposeReading Read(string text) =>
        new ComposeFile("/var/lib/faasd/docker-compose.yaml", name => Variables.GetValueOrDefault(name), path => Files.GetValueOrDefault(path)).Read(text);

    /// <summary>The one companion whose fields are given.</summary>
    public static Companion One(string fields)
    {
        var reading = Read(Service(fields));
        Assert.Empty(reading.Faults);
        return Assert.Single(reading.Companions);
    }

    /// <summary>Its faults, without where they are.</summary>
    public static IReadOnlyList<string> Faults(string fields) => [.. Read(Service(fields)).Faults.Select(fault => fault[(fault.IndexOf(": ", StringComparison.Ordinal) + 2)..])];

    private static string Service(string fields) => "services:\n  nats:\n    image: nats:2\n" + string.Concat(fields.Split('\n').Select(line => $"    {line}\n"));
}

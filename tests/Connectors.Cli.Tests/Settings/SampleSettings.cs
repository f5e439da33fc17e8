using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Cli.Tests.Settings;

internal enum Backoff
{
    Exponential,
    FullJitter,
}

/// <summary>One property of every type.</summary>
internal sealed class WorkerSample : ISettings
{
    public static string Section => "worker";

    [Setting("How many calls run at once.", OpenFaasVariable = "max_inflight")]
    public int MaxInflight { get; set; } = 64;

    [Setting("How long a call may take.", OpenFaasVariable = "upstream_timeout")]
    public TimeSpan UpstreamTimeout { get; set; } = TimeSpan.FromSeconds(60);

    [Setting("Largest body.")]
    public ByteSize MaxBodyBytes { get; set; } = ByteSize.MiB(64);

    [Setting("How waits grow.")]
    public Backoff Backoff { get; set; }

    [Setting("Part | of it.")]
    public double Proportion { get; set; } = 0.9;

    [Setting("Big.")]
    public long Budget { get; set; } = 1L << 40;

    [Setting("Whether.")]
    public bool Enabled { get; set; }

    [Setting("Where.")]
    public Uri? Target { get; set; }

    [Setting("Which codes.")]
    public IReadOnlyList<int> Codes { get; set; } = [429, 503];

    [Setting("Which hosts.")]
    public List<string> Allow { get; set; } = ["*"];

    [Setting("A word.")]
    public string Word { get; set; } = "";

    [Setting("By name.")]
    public Dictionary<string, LaneSample> Lanes { get; set; } = new() { ["default"] = new LaneSample() };

    public IEnumerable<string> Faults()
    {
        if (MaxInflight < 1)
            yield return $"worker.max-inflight is {MaxInflight}; write 1 or more";
    }
}

internal sealed class LaneSample
{
    [Setting("How wide.")]
    public int Width { get; set; } = 1;

    [Setting("Who.")]
    public string[] Names { get; set; } = [];
}

internal sealed class SourcesSample : ISettings
{
    public static string Section => "webhooks";

    [SettingEntries]
    [Setting("Sources by name.")]
    public IReadOnlyDictionary<string, SourceSample> Sources { get; set; } = new Dictionary<string, SourceSample>();

    [Setting("Not a source.")]
    public int MaxDeliveries { get; set; } = 5;

    public IEnumerable<string> Faults() =>
        Sources.Where(source => source.Value.Kind.Length == 0).Select(source => $"webhooks.{source.Key}.kind is missing; write github, ifttt, hmac or token");
}

internal sealed class SourceSample
{
    [Setting("Kind.")]
    public string Kind { get; set; } = "";

    [Setting("Secret.")]
    public string? SecretFile { get; set; }
}

internal sealed class BagSample : ISettings
{
    public static string Section => "bag";

    [SettingEntries]
    [Setting("Any property.")]
    public Dictionary<string, string> Properties { get; set; } = [];

    public IEnumerable<string> Faults() => [];
}

internal sealed class GatewaySample : ISettings
{
    public static string Section => "gateway";

    [Setting("Where HTTP is served.")]
    public string Listen { get; set; } = "127.0.0.1:8080";

    [Setting("Where metrics are served.")]
    public string MetricsListen { get; set; } = "127.0.0.1:8082";

    public IEnumerable<string> Faults() => [];
}

internal sealed class WorkerAgainSample : ISettings
{
    public static string Section => "worker";

    [Setting("How many calls run at once.")]
    public int MaxInflight { get; set; } = 7;

    [Setting("Another room's key in the same section.")]
    public string Color { get; set; } = "blue";

    public IEnumerable<string> Faults() => [];
}

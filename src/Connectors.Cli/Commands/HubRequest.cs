using System.CommandLine;
using Connectors.Cli.Faasd;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>What the user typed, before anything is checked. Null: not given.</summary>
internal sealed record HubRequest(HubRole Role)
{
    public IReadOnlyList<string> Connectors { get; init; } = [];

    public string? File { get; init; }

    public string? Config { get; init; }

    /// <summary>Functions run in containers of this machine, with companions beside them.</summary>
    public bool IsFaasd { get; init; }

    /// <summary>The compose file of companions.</summary>
    public string? Compose { get; init; }

    public string? Data { get; init; }

    public string? Gateway { get; init; }

    public bool NoAuth { get; init; }

    /// <summary>Where the embedded MQTT broker listens.</summary>
    public string? MqttBroker { get; init; }

    /// <summary>Flags that are settings.</summary>
    public IReadOnlyList<SettingFlag> Settings { get; init; } = [];

    public static HubRequest From(HubRole role, ParseResult parsed, HubFlags flags, IReadOnlyList<string> connectors) => new(role)
    {
        Connectors = connectors,
        File = Given(parsed, flags.File),
        Config = Given(parsed, flags.Config),
        Data = Given(parsed, flags.Data) ?? Given(parsed, flags.DataOfWorker) ?? Given(parsed, flags.DataOfConnect),
        Gateway = Given(parsed, flags.Gateway),
        NoAuth = parsed.GetResult(flags.NoAuth) is not null && parsed.GetValue(flags.NoAuth),
        MqttBroker = parsed.GetResult(flags.MqttBroker) is null ? null : parsed.GetValue(flags.MqttBroker) ?? MqttBrokerAddress.Default,
        Settings = [.. SettingFlags(parsed, flags)],
    };

    /// <summary>Serves the named provider.</summary>
    public static HubRequest ToProvide(string provider, ParseResult parsed, HubFlags flags)
    {
        var request = From(HubRole.Provider, parsed, flags, []);
        return request with
        {
            Settings = [.. request.Settings, new SettingFlag("provider", provider, "provider")],
        };
    }

    /// <summary>Everything in one process, as a machine of faasd has it.</summary>
    public static HubRequest ToRunFaasd(ParseResult parsed, HubFlags flags)
    {
        var request = From(HubRole.Up, parsed, flags, []);
        return request with
        {
            IsFaasd = true,
            Compose = Given(parsed, flags.Compose),
            Data = Given(parsed, flags.DataOfFaasd) ?? FaasdInstallation.DefaultData,
            Settings = [.. request.Settings, new SettingFlag("provider", ProviderSettings.Faasd, "faasd up")],
        };
    }

    private static IEnumerable<SettingFlag> SettingFlags(ParseResult parsed, HubFlags flags)
    {
        foreach (var (key, option) in new[] { ("gateway.listen", flags.Listen), ("gateway.listen", flags.ListenOfProvider), ("gateway.metrics-listen", flags.MetricsListen), ("gateway.metrics-listen", flags.MetricsListenApart), ("provider", flags.Provider) })
        {
            if (Given(parsed, option) is { } value)
                yield return new SettingFlag(key, value, option.Name);
        }
        if (Given(parsed, flags.Nats) is { } url)
        {
            yield return new SettingFlag("queue.kind", "jetstream", flags.Nats.Name);
            yield return new SettingFlag("queue.url", url, flags.Nats.Name);
        }
    }

    private static string? Given(ParseResult parsed, Option<string> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);
}

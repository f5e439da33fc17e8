using Connectors.Cli.Faults;

namespace Connectors.Cli.Settings;

/// <summary>Variables of OpenFaaS' components that mean something other than one setting, or nothing here.</summary>
internal static class OpenFaasVariables
{
    private const string DefaultNatsPort = "4222";

    // Those that somebody may rely on, with what there is instead.
    private static readonly (string Name, string Instead)[] withoutEffect =
    [
        ("auth_proxy_url", "the routes of /system ask for the gateway's own credentials, or for tokens of oidc.issuer"),
        ("auth_proxy_pass_body", "the routes of /system ask for the gateway's own credentials, or for tokens of oidc.issuer"),
        ("faas_nats_channel", "functions name their queue by the annotation com.openfaas.queue"),
        ("faas_nats_cluster_name", "JetStream has no clusters of that kind"),
        ("max_idle_conns", "connections to functions are kept for as long as they are used"),
        ("max_idle_conns_per_host", "connections to functions are kept for as long as they are used"),
        ("probe_functions", "the provider says which replicas are ready"),
    ];

    /// <summary>
    /// The server of a shared queue: <c>faas_nats_address</c> and <c>faas_nats_port</c> of the free edition, <c>nats_host</c> and
    /// <c>nats_port</c> of the paid one. Without an address there is none.
    /// </summary>
    public static IEnumerable<SettingInput> Queue(IReadOnlyDictionary<string, string> environment) =>
        Server(environment, "faas_nats_address", "faas_nats_port") ?? Server(environment, "nats_host", "nats_port") ?? [];

    /// <summary>One sentence for each variable that is set and has no effect.</summary>
    public static IEnumerable<Fault> Remarks(IReadOnlyDictionary<string, string> environment) =>
        from variable in withoutEffect
        where Value(environment, variable.Name) is not null
        select new Fault(variable.Name, $"it has no effect here: {variable.Instead}");

    private static SettingInput[]? Server(IReadOnlyDictionary<string, string> environment, string host, string port) =>
        Value(environment, host) is { } address
            ? [
                new SettingInput(["queue", "kind"], host, [QueueKindSettings.JetStream]),
                new SettingInput(["queue", "url"], host, [$"nats://{address}:{Value(environment, port) ?? DefaultNatsPort}"]),
            ]
            : null;

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}

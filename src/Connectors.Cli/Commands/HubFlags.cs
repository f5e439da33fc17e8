using System.CommandLine;

namespace Connectors.Cli.Commands;

/// <summary>The options of the commands that run something, each with its help.</summary>
internal sealed class HubFlags
{
    public Option<string> File { get; } = new("--file", "-f")
    {
        HelpName = "stack.yml",
        Description = "Deploy the functions of this stack file, read as faas-cli reads it. Without it: stack.yaml or stack.yml of this folder, if there is one.",
    };

    public Option<string> Config { get; } = new("--config") { HelpName = "file", Description = "Settings in YAML; 'connectors settings' lists them all." };

    public Option<string> Data { get; } = new("--data")
    {
        HelpName = "directory",
        Description = "Keep queue, functions and credentials here; one hub at a time. Default: ~/.connectors",
    };

    /// <summary>The same directory for a process that runs beside a gateway, which keeps next to nothing there.</summary>
    public Option<string> DataOfWorker { get; } = new("--data")
    {
        HelpName = "directory",
        Description = "Read the gateway's credentials here, from secrets/; a worker keeps nothing in it. Without --config relative paths in settings lead from here too. Default: ~/.connectors",
    };

    public Option<string> DataOfConnect { get; } = new("--data")
    {
        HelpName = "directory",
        Description = "Read the gateway's credentials here, from secrets/, where secrets of webhooks are made too if the settings name none. Without --config relative paths in settings lead from here. Default: ~/.connectors",
    };

    public Option<string> Listen { get; } = new("--listen") { HelpName = "address:port", Description = "Where HTTP is served. Default: 127.0.0.1:8080" };

    public Option<string> ListenOfProvider { get; } = new("--listen") { HelpName = "address:port", Description = "Where the faas-provider API is served. Default: gateway.listen where it is set, else 127.0.0.1:8081" };

    public Option<string> MetricsListen { get; } = new("--metrics-listen")
    {
        HelpName = "address:port",
        Description = "Where Prometheus metrics are served. Default: 127.0.0.1:8082",
    };

    public Option<string> MetricsListenApart { get; } = new("--metrics-listen")
    {
        HelpName = "address:port",
        Description = "Where Prometheus metrics are served, for example 127.0.0.1:8082. Default: gateway.metrics-listen where it is set, else nowhere",
    };

    public Option<string> Provider { get; } = new("--provider") { HelpName = "name", Description = "What runs the functions. 'process': local processes, nothing to install (the default). 'faasd': containers of this machine, with containerd; as root. 'faas-netes': a Kubernetes cluster. A URL: a server of the faas-provider API, such as 'connectors provider' or OpenFaaS' own." };

    public Option<string> Nats { get; } = new("--nats") { HelpName = "url", Description = "Queue on NATS JetStream at this URL. The same as queue.kind: jetstream and queue.url." };

    public Option<string> Gateway { get; } = new("--gateway") { HelpName = "url", Description = "The gateway to send calls to. Default: http://127.0.0.1:8080" };

    public Option<bool> NoAuth { get; } = new("--no-auth") { Description = "Ask nobody for credentials. Accepted only while listening on loopback." };

    public Option<string?> MqttBroker { get; } = new("--mqtt-broker")
    {
        HelpName = "optional address:port",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Run an MQTT broker in this process too, in memory, on 127.0.0.1:1883 unless an address follows; its users are the gateway's. Its messages are events unless mqtt.url names another.",
    };

    /// <summary>What runs beside functions.</summary>
    public Option<string> Compose { get; } = new("--file", "-f")
    {
        HelpName = "docker-compose.yaml",
        Description = "Run the services of this compose file beside functions. Default: /var/lib/faasd/docker-compose.yaml, if it is there",
    };

    public Option<string> DataOfFaasd { get; } = new("--data")
    {
        HelpName = "directory",
        Description = "Keep queue, secrets, logs and credentials here; one hub at a time. Default: /var/lib/connectors",
    };

    public IEnumerable<Option> OfFaasd => [Compose, Config, DataOfFaasd, Listen, MetricsListen, Nats, NoAuth, MqttBroker];

    public IEnumerable<Option> OfUp => [File, Config, Data, Listen, MetricsListen, Provider, Nats, NoAuth, MqttBroker];

    public IEnumerable<Option> OfGateway => [File, Config, Data, Listen, MetricsListen, Provider, Nats, NoAuth];

    public IEnumerable<Option> OfWorker => [Config, DataOfWorker, MetricsListenApart, Nats, Gateway];

    public IEnumerable<Option> OfProvider => [Config, Data, ListenOfProvider, MetricsListenApart, NoAuth];

    public IEnumerable<Option> OfConnect => [Config, DataOfConnect, Listen, MetricsListenApart, Nats, Gateway];
}

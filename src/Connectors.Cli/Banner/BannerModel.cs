using Connectors.Cli.Data;

namespace Connectors.Cli.Banner;

/// <summary>What a hub that has just started says of itself.</summary>
internal sealed record BannerModel
{
    /// <summary>The gateway as its user reaches it, e.g. <c>http://127.0.0.1:8080/</c>.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>The file with the authorities that clients of the gateway are to trust; null: those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>The page of metrics; null when there is none.</summary>
    public Uri? Metrics { get; init; }

    /// <summary>The embedded MQTT broker's address; null when there is none.</summary>
    public string? MqttBroker { get; init; }

    /// <summary>The data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Who may log in; null when nobody is asked.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>The secrets of the webhook sources made by the hub; null when sources are configured by hand.</summary>
    public WebhookSecrets? Webhooks { get; init; }

    /// <summary>What is deployed.</summary>
    public IReadOnlyList<BannerFunction> Functions { get; init; } = [];

    /// <summary>What runs beside functions; null: nothing can, for this is no machine of faasd.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>Whether this process runs schedules and listens to brokers: a gateway alone has the connectors that receive HTTP and no others.</summary>
    public bool HasConnectors { get; init; } = true;

    /// <summary>Whether this process works queued calls off.</summary>
    public bool HasWorker { get; init; } = true;

    /// <summary>Functions that could not be deployed, each with its reason: <c>name: reason</c>.</summary>
    public IReadOnlyList<string> NotDeployed { get; init; } = [];
}

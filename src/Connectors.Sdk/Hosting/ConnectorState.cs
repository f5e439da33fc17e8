using System.Text.Json.Serialization;

namespace Connectors.Sdk.Hosting;

[JsonConverter(typeof(JsonStringEnumConverter<ConnectorState>))]
internal enum ConnectorState
{
    /// <summary>Not started yet.</summary>
    [JsonStringEnumMemberName("starting")] Starting,

    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Broke down; started again after a pause.</summary>
    [JsonStringEnumMemberName("restarting")] Restarting,

    [JsonStringEnumMemberName("stopped")] Stopped,
}

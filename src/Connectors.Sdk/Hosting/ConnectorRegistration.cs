using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Hosting;

/// <summary>The topics declared for a connector when it was registered, by its type or by its name.</summary>
internal sealed record ConnectorRegistration(Type? Type, string? Name, ConnectorTopics Topics)
{
    /// <summary>What is declared under the name counts before what is declared with the type; the later before the earlier.</summary>
    public static ConnectorTopics TopicsOf(IConnector connector, IReadOnlyList<ConnectorRegistration> registrations) =>
        registrations.LastOrDefault(registration => registration.Name == connector.Name)?.Topics
        ?? registrations.LastOrDefault(registration => registration.Type == connector.GetType())?.Topics
        ?? new ConnectorTopics();
}

using Microsoft.AspNetCore.Routing;

namespace Connectors.Sdk;

/// <summary>
/// Brings events of one kind of source to functions. One instance a process, registered by name; it may run in several processes at once.
/// </summary>
public interface IConnector
{
    /// <summary>The name in configuration, qualified topics (<c>name:topic</c>), the <c>X-Connector</c> header and deduplication keys; lower case.</summary>
    string Name { get; }

    /// <summary>
    /// Runs until cancelled, following <see cref="IConnectorContext.Topics"/> as functions come and go. Cancellation means: take no
    /// more events, finish those being dispatched, return. An exception ends this connector, which is then started again after a
    /// pause; the others run on.
    /// </summary>
    Task RunAsync(IConnectorContext context, CancellationToken cancellationToken);
}

/// <summary>A connector whose events arrive by HTTP. Its routes are mapped before it runs.</summary>
public interface IHttpConnector : IConnector
{
    /// <summary>
    /// Maps the routes on whichever server hosts them. A route that wants credentials says so with the metadata
    /// <see cref="Core.Access.CredentialsRequired"/>; the host enforces it.
    /// </summary>
    void MapRoutes(IEndpointRouteBuilder routes, IConnectorContext context);
}

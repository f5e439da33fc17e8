using Connectors.Conformance.Sources;
using Connectors.TestServers.Nats;
using Microsoft.Extensions.DependencyInjection;
using NATS.Client.Core;

namespace Connectors.Nats.Tests;

/// <summary>A nats-server of the test's own, and replicas with the settings that the test says.</summary>
public abstract class NatsTest : ConnectorConformance
{
    /// <summary>True: a stream keeps every subject.</summary>
    private protected virtual bool Kept => false;

    /// <summary>More lines for the server's configuration.</summary>
    private protected virtual string? Configuration => null;

    /// <summary>Changes a replica's settings before it starts.</summary>
    private protected Action<NatsSettings> Configure { get; set; } = _ => { };

    /// <summary>How the publisher logs in.</summary>
    private protected Func<NatsOpts, NatsOpts> Publishing { get; set; } = options => options;

    private protected NatsServer Server => ((NatsSource)Source).Server;

    private protected NatsConnection Publisher => ((NatsSource)Source).Publisher;

    /// <summary>What a replica has beside the connector.</summary>
    private protected virtual void AddServices(IServiceCollection services)
    {
    }

    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() =>
        await NatsSource.StartAsync(Kept, Configuration, settings => Configure(settings), options => Publishing(options), AddServices);

    private protected Task FaultAsync(ConnectorReplica replica, params string[] parts) => EventuallyAsync(
        async () => await replica.TopicsAsync() is var topics && parts.All(part => topics.Contains(part, StringComparison.Ordinal)),
        () => $"no fault says '{string.Join("' and '", parts)}'");

    private protected Task LoggedAsync(ConnectorReplica replica, string part) => EventuallyAsync(
        () => Task.FromResult(replica.Logged.Any(line => line.Contains(part, StringComparison.Ordinal))), () => $"nobody logs '{part}'");

    private protected static string[] Errors(ConnectorReplica replica) => [.. replica.Logged.Where(line => line.StartsWith("Error", StringComparison.Ordinal))];
}

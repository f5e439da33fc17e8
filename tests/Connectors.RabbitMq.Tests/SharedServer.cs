using Connectors.TestServers.RabbitMq;

namespace Connectors.RabbitMq.Tests;

/// <summary>A server takes seconds to start, so that many tests use one, one after another: some of them end it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<SharedServer.Fixture>
{
    public const string Name = "RabbitMQ";

    public sealed class Fixture : IAsyncLifetime
    {
        public RabbitMqServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await RabbitMqServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}

/// <summary>Another one, for about half of them.</summary>
[CollectionDefinition(Name)]
public sealed class SecondServer : ICollectionFixture<SharedServer.Fixture>
{
    public const string Name = "RabbitMQ, the second";
}

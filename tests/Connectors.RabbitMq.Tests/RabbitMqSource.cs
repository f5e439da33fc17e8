using Connectors.Conformance.Sources;
using Connectors.TestServers.RabbitMq;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests;

/// <summary>Queues of a test's own on the server that all tests share, with settings for the connector.</summary>
internal sealed class RabbitMqSource(RabbitMqServer server, Action<RabbitMqSettings> configure, SourceFeatures features, bool identifies = true) : ISourceUnderTest
{
    private readonly string prefix = $"test-{Guid.NewGuid():N}";
    private readonly HashSet<string> declared = [];
    private IConnection? connection;
    private IChannel? channel;

    public SourceFeatures Features => features;

    public string Connector => "rabbitmq";

    public RabbitMqServer Server => server;

    public static async Task<RabbitMqSource> StartAsync(RabbitMqServer server, Action<RabbitMqSettings> configure, SourceFeatures features = SourceFeatures.None, bool identifies = true)
    {
        await server.StartAgainAsync();
        return new RabbitMqSource(server, configure, features, identifies);
    }

    public string Topic(params string[] words) => $"{prefix}.{string.Join('.', words)}";

    public string PatternBelow(string word) => throw new NotSupportedException("queues have no patterns");

    public string HeaderNameOf(string header) => "X-Rabbitmq-" + header;

    public void AddConnector(IServiceCollection services, int replica)
    {
        var settings = new RabbitMqSettings { Url = server.Url };
        configure(settings);
        Assert.Empty(settings.Faults());
        services.AddRabbitMqConnector(settings);
    }

    public Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null)
    {
        var properties = new BasicProperties { Headers = headers?.ToDictionary(pair => pair.Key, pair => (object?)pair.Value) };
        if (identifies)
            properties.MessageId = Guid.NewGuid().ToString();
        return PublishAsync(topic, payload, properties);
    }

    /// <summary>Declares the queue, and returns when the server has the message.</summary>
    public async Task PublishAsync(string queue, byte[] payload, BasicProperties properties)
    {
        var open = await OpenAsync();
        if (declared.Add(queue))
            await open.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        properties.Persistent = true;
        await open.BasicPublishAsync("", queue, mandatory: true, properties, payload);
    }

    /// <summary>A channel that waits for the server to confirm what it publishes.</summary>
    public async Task<IChannel> OpenAsync()
    {
        if (channel is { IsOpen: true })
            return channel;
        await CloseAsync();
        // As publishers do: a server that was killed may have forgotten them.
        declared.Clear();
        connection = await new ConnectionFactory { Uri = new Uri(server.Url), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return channel;
    }

    // Not killed: it would lose what it has confirmed, and no connector could bring that.
    public Task StopSourceAsync() => server.StopAsync();

    public Task StartSourceAsync() => server.StartAgainAsync();

    // The queues go with the server.
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        if (connection is null)
            return;
        await connection.AbortAsync();
        await connection.DisposeAsync();
    }
}

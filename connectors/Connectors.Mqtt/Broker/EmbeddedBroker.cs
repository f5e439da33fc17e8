using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Connectors.Mqtt.Broker;

/// <summary>MQTTnet's server in this process, which keeps everything in memory.</summary>
internal sealed class EmbeddedBroker : IHostedService, IDisposable
{
    // What a subscriber that does not keep up may leave here, well below the number of packet identifiers; of more the oldest goes.
    private const int MostPending = 50_000;
    private readonly IPEndPoint address;
    private readonly Func<MqttBrokerUser>? user;
    private readonly ILogger logger;
    private readonly MqttServer server;

    public EmbeddedBroker(IPEndPoint address, Func<MqttBrokerUser>? user, ILogger logger)
    {
        (this.address, this.user, this.logger) = (address, user, logger);
        var factory = new MqttServerFactory(MqttNetNullLogger.Instance);
        server = factory.CreateMqttServer(Options(address), factory.DefaultServerAdapters.Select(make => new NamedClients(make(factory))));
        server.ValidatingConnectionAsync += ValidateAsync;
        server.InterceptingPublishAsync += RefuseIllegalTopicAsync;
        server.QueuedApplicationMessageOverwrittenAsync += told =>
        {
            Log.Dropped(logger, told.ReceiverClientId, MostPending);
            return Task.CompletedTask;
        };
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync();
        Log.BrokerRuns(logger, address);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync();

    public void Dispose() => server.Dispose();

    private static MqttServerOptions Options(IPEndPoint address)
    {
        var six = address.AddressFamily == AddressFamily.InterNetworkV6;
        var options = new MqttServerOptions { EnablePersistentSessions = true, MaxPendingMessagesPerClient = MostPending };
        options.DefaultEndpointOptions.IsEnabled = true;
        options.DefaultEndpointOptions.Port = address.Port;
        options.DefaultEndpointOptions.ReuseAddress = true;
        // None: not on that family.
        options.DefaultEndpointOptions.BoundInterNetworkAddress = six ? IPAddress.None : address.Address;
        options.DefaultEndpointOptions.BoundInterNetworkV6Address = six ? address.Address : IPAddress.None;
        return options;
    }

    private Task ValidateAsync(ValidatingConnectionEventArgs asked)
    {
        if (user?.Invoke() is { } wanted && !(Same(asked.UserName, wanted.Name) & Same(asked.Password, wanted.Password)))
            asked.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
        return Task.CompletedTask;
    }

    // An older client's connection has ended before this.
    private static Task RefuseIllegalTopicAsync(InterceptingPublishEventArgs published)
    {
        if (!TopicNames.IsLegal(published.ApplicationMessage.Topic))
        {
            published.ProcessPublish = false;
            published.Response.ReasonCode = MqttPubAckReasonCode.TopicNameInvalid;
        }
        return Task.CompletedTask;
    }

    // Tells nobody by its time how much of a guess was right.
    private static bool Same(string? given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}

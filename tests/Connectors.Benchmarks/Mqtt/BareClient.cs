using System.Diagnostics;
using System.Net;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Connectors.Benchmarks.Mqtt;

/// <summary>A client that does nothing with messages but acknowledge them.</summary>
internal sealed class BareClient(int port, int inFlight) : IAsyncDisposable
{
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private TaskCompletionSource done = new();
    private long first;
    private int left;
    private bool counts;

    /// <summary>Leaves a session that keeps messages.</summary>
    public async Task SubscribeAsync()
    {
        await ConnectAsync();
        await client.SubscribeAsync("bench/a", MqttQualityOfServiceLevel.AtLeastOnce);
        await client.DisconnectAsync();
    }

    /// <returns>Messages a second, from the first to the last.</returns>
    public async Task<double> TakeAsync(int count)
    {
        (done, left, first) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), count, 0);
        if (!counts)
            client.ApplicationMessageReceivedAsync += CountAsync;
        counts = true;
        await ConnectAsync();
        await done.Task;
        var rate = count / Stopwatch.GetElapsedTime(first).TotalSeconds;
        await client.PingAsync();
        await client.DisconnectAsync();
        return rate;
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return default;
    }

    private Task CountAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        if (first == 0)
            first = Stopwatch.GetTimestamp();
        if (--left == 0)
            done.SetResult();
        return Task.CompletedTask;
    }

    private Task ConnectAsync() => client.ConnectAsync(new MqttClientOptions
    {
        ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new IPEndPoint(IPAddress.Loopback, port), BufferSize = 64 << 10 },
        ProtocolVersion = MqttProtocolVersion.V500,
        ClientId = "bare",
        CleanSession = false,
        SessionExpiryInterval = 3600,
        ReceiveMaximum = (ushort)inFlight,
    });
}

using Connectors.Mqtt.Messages;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;

namespace Connectors.Mqtt.Linking;

/// <summary>One connection, from its log-in to its end; the next is another. Thread-safe.</summary>
internal sealed class MqttLink : IDisposable
{
    private const int MostFilters = 100;
    private readonly IMqttClient client;
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttLink(Room room, Intake intake)
    {
        client = new MqttClientFactory(MqttNetNullLogger.Instance, new PausingAdapter.Factory(room)).CreateMqttClient();
        client.ApplicationMessageReceivedAsync += intake.TakeAsync;
        client.DisconnectedAsync += told =>
        {
            lost.TrySetResult(Refusals.Of(told.Reason, told.ReasonString, told.Exception));
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes with a sentence when the connection is over.</summary>
    public Task<string> Lost => lost.Task;

    /// <returns>What the server says.</returns>
    /// <exception cref="LinkException">There is no connection.</exception>
    public Task<MqttClientConnectResult> OpenAsync(MqttSettings settings, CancellationToken cancellationToken) => AskAsync(
        async token =>
        {
            var result = await client.ConnectAsync(LinkOptions.Of(settings), token);
            return result.ResultCode == MqttClientConnectResultCode.Success ? result : throw new LinkException(Refusals.Of(result.ResultCode, result.ReasonString));
        },
        cancellationToken);

    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task<IReadOnlyList<MqttClientSubscribeResultItem>> SubscribeAsync(IEnumerable<MQTTnet.Packets.MqttTopicFilter> filters, CancellationToken cancellationToken)
    {
        var answers = new List<MqttClientSubscribeResultItem>();
        foreach (var some in filters.Chunk(MostFilters))
        {
            var answer = await AskAsync(token => client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [.. some] }, token), cancellationToken);
            answers.AddRange(answer.Items);
        }
        return answers;
    }

    /// <exception cref="LinkException">The connection is over.</exception>
    public async Task UnsubscribeAsync(IEnumerable<string> filters, CancellationToken cancellationToken)
    {
        foreach (var some in filters.Chunk(MostFilters))
            await AskAsync(token => client.UnsubscribeAsync(new MqttClientUnsubscribeOptions { TopicFilters = [.. some] }, token), cancellationToken);
    }

    /// <summary>Returns when the server has answered, and with it sent what it had to send before.</summary>
    /// <exception cref="LinkException">The connection is over.</exception>
    public Task PingAsync(CancellationToken cancellationToken) => AskAsync(
        async token =>
        {
            await client.PingAsync(token);
            return true;
        },
        cancellationToken);

    /// <summary>Says goodbye, if there is still somebody to say it to.</summary>
    public async Task CloseAsync()
    {
        if (!client.IsConnected)
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        try
        {
            // Its answer comes after our acknowledgements have arrived.
            await client.PingAsync(patience.Token);
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), patience.Token);
        }
        catch (Exception e) when (e is MQTTnet.Exceptions.MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            // It is over either way.
            lost.TrySetResult(Refusals.Of(e));
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LinkOptions.Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception e) when (e is not LinkException && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(Refusals.Of(e), e);
        }
    }
}

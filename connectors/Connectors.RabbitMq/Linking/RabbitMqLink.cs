using RabbitMQ.Client;

namespace Connectors.RabbitMq.Linking;

/// <summary>One connection, from its log-in to its end; the next is another. Thread-safe.</summary>
internal sealed class RabbitMqLink : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RabbitMqLink(IConnection connection)
    {
        this.connection = connection;
        connection.ConnectionShutdownAsync += (_, told) =>
        {
            lost.TrySetResult(told.Exception is { } cause ? Refusals.Of(cause) : $"it closed the connection ({told.ReplyText.ReplaceLineEndings(" ")})");
            return Task.CompletedTask;
        };
        // It may have ended before anybody listened.
        if (connection.CloseReason is { } reason)
            lost.TrySetResult($"it closed the connection ({reason.ReplyText.ReplaceLineEndings(" ")})");
    }

    /// <summary>Completes with a sentence when the connection is over.</summary>
    public Task<string> Lost => lost.Task;

    /// <exception cref="LinkException">There is no connection.</exception>
    public static async Task<RabbitMqLink> OpenAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return new RabbitMqLink(await LinkOptions.Of(settings).CreateConnectionAsync(cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(Refusals.Of(e), e);
        }
    }

    /// <summary>A channel of its own: what the server refuses ends it, and nothing else.</summary>
    public Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken) => connection.CreateChannelAsync(cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await connection.AbortAsync(LinkOptions.Patience);
        await connection.DisposeAsync();
    }
}

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
            lost.TrySetResult(Refusals.Of(told));
            return Task.CompletedTask;
        };
        // It may have ended before anybody listened.
        if (connection.CloseReason is { } reason)
            lost.TrySetResult(Refusals.Of(reason));
    }

    /// <summary>Completes with a sentence when the connection is over.</summary>
    public Task<string> Lost => lost.Task;

    /// <exception cref="LinkException">There is no connection.</exception>
    public static async Task<RabbitMqLink> OpenAsync(RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var link = new RabbitMqLink(await LinkOptions.Of(settings).CreateConnectionAsync(cancellationToken));
            await link.AskAsync(cancellationToken);
            return link;
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

    // The client takes a connection for open whose virtual host the server does not have or let us into: the first question is answered by its end.
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await OpenChannelAsync(cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}

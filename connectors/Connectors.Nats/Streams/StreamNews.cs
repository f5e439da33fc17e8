using Connectors.Nats.Linking;
using NATS.Client.Core;

namespace Connectors.Nats.Streams;

/// <summary>
/// Hears from the server that streams have been made, changed or removed, so that nobody has to wait for the next look. The server says so to
/// whoever may listen; where that is forbidden, or a notice is lost, the looks remain. Notices are coalesced. Thread-safe.
/// </summary>
internal sealed class StreamNews(NatsLink link)
{
    private static readonly string[] Subjects =
        ["$JS.EVENT.ADVISORY.STREAM.CREATED.*", "$JS.EVENT.ADVISORY.STREAM.UPDATED.*", "$JS.EVENT.ADVISORY.STREAM.DELETED.*"];

    private TaskCompletionSource told = New();

    /// <summary>Completes with the next notice. Taken before a look, it misses none that comes during it.</summary>
    public Task Next => Volatile.Read(ref told).Task;

    /// <summary>Listens until cancelled; returns only then.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Subjects.Select(subject => ListenAsync(subject, cancellationToken)));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ListenAsync(string subject, CancellationToken cancellationToken)
    {
        try
        {
            await using var subscription = await link.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, cancellationToken: cancellationToken);
            await foreach (var notice in subscription.Msgs.ReadAllAsync(cancellationToken))
            {
                notice.Data.Dispose();
                Interlocked.Exchange(ref told, New()).TrySetResult();
            }
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            // Not allowed, or over: the looks go on.
        }
    }
}

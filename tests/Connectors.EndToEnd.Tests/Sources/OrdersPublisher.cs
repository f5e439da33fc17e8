using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>
/// Publishes numbered messages to a durable queue, each under a message id of its own, and again under the same one what the server has not
/// confirmed, over as many connections as that takes.
/// </summary>
internal sealed class OrdersPublisher(string url)
{
    private const string Queue = "orders";
    private const int Together = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    public static string Text(int number) => FormattableString.Invariant($"n{number}");

    public async Task SendAsync(int count)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var left = new Queue<int>(Enumerable.Range(0, count));
        while (left.Count > 0)
        {
            try
            {
                await using var connection = await new ConnectionFactory { Uri = new Uri(url), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(cancellation);
                await using var channel = await connection.CreateChannelAsync(Confirmed, cancellation);
                await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation);
                await SendAsync(channel, left, cancellation);
            }
            catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The server is away: what it has not confirmed is still among those that are left.
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }
        }
    }

    private static async Task SendAsync(IChannel channel, Queue<int> left, CancellationToken cancellation)
    {
        while (left.Count > 0)
        {
            var few = left.Take(Together).ToList();
            await Task.WhenAll(few.Select(number => PublishAsync(channel, number, cancellation)));
            foreach (var _ in few)
                left.Dequeue();
        }
    }

    private static Task PublishAsync(IChannel channel, int number, CancellationToken cancellation) => channel.BasicPublishAsync(
        "",
        Queue,
        mandatory: true,
        new BasicProperties { MessageId = FormattableString.Invariant($"order-{number}"), Persistent = true },
        System.Text.Encoding.ASCII.GetBytes(Text(number)),
        cancellation).AsTask();
}

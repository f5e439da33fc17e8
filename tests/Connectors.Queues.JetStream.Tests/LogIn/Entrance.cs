using Connectors.Core.Queues;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.JetStream.Tests.LogIn;

/// <summary>The queue as its settings open it, and files for them.</summary>
internal sealed class Entrance : IDisposable
{
    private readonly TempDirectory files = new("login");

    public string File(string text)
    {
        var path = files.Below(Guid.NewGuid().ToString("N"));
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public string Missing() => files.Below("missing");

    public static Task<ConnectedQueue> OpenAsync(string url, JetStreamQueueSettings settings)
    {
        Assert.Empty(settings.Faults());
        return JetStreamQueueRegistration.ConnectAsync(
            url, settings, new QueueSettings(), TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
    }

    /// <summary>One call goes in, out and is done.</summary>
    public static async Task IsOpenAsync(string url, JetStreamQueueSettings settings)
    {
        await using var queue = await OpenAsync(url, settings);
        var id = await Rig.EnqueueAsync(queue.Store);
        await using var lease = await Rig.LeaseOneAsync(queue.Store);
        Assert.Equal(id, lease.Invocation.CallId);
        Assert.True(await Rig.CompleteAsync(lease));
    }

    /// <summary>The sentence that the start ends with; it holds all of the words.</summary>
    public static async Task<string> IsClosedAsync(string url, JetStreamQueueSettings settings, params string[] words)
    {
        var refused = await Assert.ThrowsAsync<QueueStartException>(async () => await (await OpenAsync(url, settings)).DisposeAsync());
        foreach (var word in words)
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    public void Dispose() => files.Dispose();
}

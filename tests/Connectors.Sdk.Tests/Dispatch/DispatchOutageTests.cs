using Connectors.Core.Queues;
using Connectors.Sdk.Events;
using Connectors.Sdk.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Tests.Dispatch;

/// <summary>What the log is told while events cannot be stored.</summary>
public sealed class DispatchOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "Warning: Events of test wait, because they cannot be stored, the first of them on topic t for a.openfaas-fn: the disk is full", "Information: Events of test are stored again")]
    [InlineData(true)]
    public async Task A_queue_that_is_away_is_told_once_and_when_it_is_back(bool isTold, params string[] expected)
    {
        using var log = new LogLines();
        await using var hub = await Hub.StartAsync(
            services => services.AddLogging(logging => logging.AddProvider(log)).AddSingleton<IConnector>(ScriptedConnector.Idle("test")),
            prepare: catalogue => catalogue.Deploy(FakeCatalogue.Function("a", "t")));
        await hub.Topics.Loaded.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        hub.Queue.Refusals["a"] = new QueueUnavailableException("the disk is full") { IsTold = isTold };
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<QueueUnavailableException>(async () => await hub.Context("test").DispatchAsync(new ConnectorEvent { Topic = "t" }, Cancel));
        hub.Queue.Refusals.Remove("a");
        await hub.Context("test").DispatchAsync(new ConnectorEvent { Topic = "t" }, Cancel);

        Assert.Equal(expected, log.Entries.Where(entry => entry.Contains("Events of", StringComparison.Ordinal) || entry.Contains("dispatched", StringComparison.Ordinal)));
    }
}

using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Metrics;
using Connectors.Worker.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Tests.Metrics;

public sealed class QueueNumbersTests : IAsyncDisposable
{
    private const string Function = "{queue_name=\"faas-request\",function_name=\"shout.openfaas-fn\"}";
    private const string Queue = "{queue_name=\"faas-request\"}";

    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task How_full_the_queues_are_is_shown_and_forgotten_with_the_function()
    {
        rig.Queue.Status = [Status(new FunctionQueueStatus("shout", "openfaas-fn", false, 7, 1, 3, 2))];
        await rig.Service.StartAsync(CancellationToken.None);
        await Poll.UntilAsync(() => rig.Gauge("queue_worker_callbacks_pending" + Queue) is 4);
        Assert.Equal((7, 3, 2), (Of("pending_messages", Function), Of("delayed_messages", Function), Of("dead_letters", Function)));
        Assert.Equal(12.5, Of("oldest_message_age_seconds", Queue));

        rig.Queue.Status = [Status()];
        await Poll.UntilAsync(() => double.IsNaN(Of("pending_messages", Function)), rig.Time, TimeSpan.FromSeconds(1));
        await Poll.UntilAsync(() => double.IsNaN(Of("dead_letters", Function)) && double.IsNaN(Of("delayed_messages", Function)));
        Assert.Equal(12.5, Of("oldest_message_age_seconds", Queue));

        rig.Queue.Status = [];
        await Poll.UntilAsync(() => double.IsNaN(Of("oldest_message_age_seconds", Queue)), rig.Time, TimeSpan.FromSeconds(1));
        await rig.Service.StopAsync(CancellationToken.None).Soon();
    }

    [Fact]
    public async Task Retries_and_the_newly_dead_are_counted()
    {
        rig.Invoker.Returns(FakeInvoker.Reply(500));
        await rig.RunAsync(new FakeInvocationLease());
        rig.Invoker.Returns(InvokerReply.Failure(InvokerVerdict.Unreachable, 503, "refused"));
        await rig.RunAsync(new FakeInvocationLease());
        Assert.Equal((2, double.NaN), (Of("messages_retried_total", Function), Of("messages_dead_total", Function)));

        rig.Invoker.Returns(FakeInvoker.Reply(400));
        await rig.RunAsync(new FakeInvocationLease());
        rig.Invoker.Returns(FakeInvoker.Reply(200));
        await rig.RunAsync(new FakeInvocationLease());
        Assert.Equal((2, 1, 4), (Of("messages_retried_total", Function), Of("messages_dead_total", Function), Of("messages_processed_total", Queue)));
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_once_a_minute_without_a_stack()
    {
        var log = new Lines();
        var numbers = new QueueNumbers(rig.Queue, rig.Registry, rig.Time, log);
        rig.Queue.Unavailable = true;
        await LookAsync(12);
        const string Told = "Warning: The numbers of the queues could not be read, so that metrics show former ones: the store is away";
        Assert.Equal([Told], log.Entries);
        await LookAsync(12);
        Assert.Equal([Told, Told], log.Entries);
        rig.Queue.Unavailable = false;
        await LookAsync(2);
        Assert.Equal([Told, Told, "Information: The numbers of the queues are read again"], log.Entries);

        async Task LookAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await numbers.ReadAsync(TestContext.Current.CancellationToken);
                rig.Time.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    private sealed class Lines : ILogger<QueueNumbers>
    {
        public List<string> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add($"{logLevel}: {formatter(state, exception)}{exception}");
    }

    private double Of(string name, string labels) => rig.Gauge($"queue_worker_{name}{labels}");

    private static QueueStatus Status(params FunctionQueueStatus[] functions) => new()
    {
        Queue = "faas-request",
        Paused = false,
        Pending = 7,
        Running = 1,
        Delayed = 3,
        Dead = 2,
        CallbacksPending = 4,
        OldestPendingSeconds = 12.5,
        Functions = functions,
    };
}

using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Patience;
using Connectors.Sdk.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Sdk.Tests.Support.FakeCatalogue;

namespace Connectors.Sdk.Tests.Patience;

public class PatientDispatchTests
{
    private static readonly ConnectorEvent Event = new() { Topic = "orders", Id = "1" };
    private readonly FakeTimeProvider time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_waits_as_long_as_the_queue_asks_and_says_so_meanwhile()
    {
        await using var hub = await StartAsync();
        var context = hub.Context("nats");
        hub.Queue.Refusals["a"] = new QueueUnavailableException("full") { RetryAfter = TimeSpan.FromSeconds(9) };
        var dispatch = new PatientDispatch(context, time, new Random(1)).DispatchAsync(Event, Token).AsTask();
        await Hub.EventuallyAsync(() => context.Faults.All.Count == 1);
        Assert.Contains("full", context.Faults.All[0].Fault, StringComparison.Ordinal);

        hub.Queue.Refusals.Clear();
        time.Advance(TimeSpan.FromSeconds(8.9));
        Assert.False(dispatch.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2.4));

        Assert.Single((await dispatch).Calls);
        Assert.Empty(context.Faults.All);
    }

    [Fact]
    public async Task Whoever_is_told_to_stop_while_it_waits_has_stored_nothing()
    {
        await using var hub = await StartAsync();
        var context = hub.Context("nats");
        hub.Queue.Refusals["a"] = new QueueUnavailableException("full");
        using var stop = new CancellationTokenSource();
        var dispatch = new PatientDispatch(context, time, new Random(1)).DispatchAsync(Event, stop.Token).AsTask();
        await Hub.EventuallyAsync(() => context.Faults.All.Count == 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dispatch);
        Assert.Empty(hub.Queue.Stored);
        Assert.Empty(context.Faults.All);
    }

    [Fact]
    public async Task What_is_too_large_is_not_tried_again()
    {
        await using var hub = await StartAsync(new ConnectorHostSettings { MaxEventBytes = new ByteSize(3) });
        var large = Event with { Body = InvocationBody.FromMemory(new byte[4]) };

        await Assert.ThrowsAsync<EventTooLargeException>(async () => await new PatientDispatch(hub.Context("nats"), time, new Random(1)).DispatchAsync(large, Token));
    }

    [Fact]
    public async Task What_is_too_large_for_the_queue_is_not_tried_again()
    {
        await using var hub = await StartAsync();
        hub.Queue.Refusals["a"] = new InvocationTooLargeException("max_payload");

        var thrown = await Assert.ThrowsAsync<EventTooLargeException>(async () => await new PatientDispatch(hub.Context("nats"), time, new Random(1)).DispatchAsync(Event, Token));

        Assert.Equal("max_payload", thrown.Message);
        Assert.Empty(hub.Context("nats").Faults.All);
    }

    [Fact]
    public async Task What_is_refused_for_what_it_is_is_not_tried_again()
    {
        await using var hub = await StartAsync();
        hub.Queue.Refusals["a"] = new EventRefusedException("odd");

        await Assert.ThrowsAsync<EventRefusedException>(async () => await new PatientDispatch(hub.Context("nats"), time, new Random(1)).DispatchAsync(Event, Token));
    }

    private static async Task<Hub> StartAsync(ConnectorHostSettings? settings = null)
    {
        var hub = await Hub.StartAsync(
            services => services.AddSingleton<IConnector>(ScriptedConnector.Idle("nats")), settings, catalogue => catalogue.Deploy(Function("a", "orders")));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 1);
        return hub;
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Tests.Support;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Sdk.Tests.Hosting;

/// <summary>What <c>GET /system/topics</c> tells of the last event of each topic.</summary>
public sealed class LastEventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_topic_shows_what_came_by_it_last_and_what_became_of_it()
    {
        await using var hub = await StartAsync(("a", "orders, orders.*, payments"), ("b", "orders.>"));
        Assert.All(await TopicsAsync(hub), topic => Assert.False(topic.TryGetProperty("lastEvents", out _)));

        await DispatchAsync(hub, "orders", "1");
        await DispatchAsync(hub, "orders.new", "2");
        var shown = await TopicsAsync(hub);

        Assert.Equal(("nats", "orders", "1", "queued"), Last(shown[0]));
        Assert.Equal(("nats", "orders.new", "2", "queued"), Last(shown[1]));
        Assert.False(shown[2].TryGetProperty("lastEvents", out _));
        Assert.Equal(("nats", "orders.new", "2", "queued"), Last(shown[3]));
        Assert.NotEmpty(shown[0].GetProperty("lastEvents")[0].GetProperty("callId").GetString()!);
        Assert.InRange(shown[0].GetProperty("lastEvents")[0].GetProperty("time").GetDateTimeOffset(), DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_failure_shows_its_error_and_ends_with_the_next_success()
    {
        await using var hub = await StartAsync(("a", "orders"), ("b", "orders"));
        hub.Queue.Refusals["a"] = new IOException("the disk is full");
        await Assert.ThrowsAsync<IOException>(() => DispatchAsync(hub, "orders", "1"));

        var failed = await TopicsAsync(hub);
        Assert.Equal("failed", Last(failed[0]).Outcome);
        Assert.Equal("the disk is full", failed[0].GetProperty("lastEvents")[0].GetProperty("error").GetString());
        Assert.Equal("queued", Last(failed[1]).Outcome);

        hub.Queue.Refusals.Clear();
        await DispatchAsync(hub, "orders", "1");
        var stored = await TopicsAsync(hub);
        Assert.Equal(("queued", "duplicate"), (Last(stored[0]).Outcome, Last(stored[1]).Outcome));
        Assert.False(stored[0].GetProperty("lastEvents")[0].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_deployment_forgets_nothing_and_what_is_removed_is_forgotten()
    {
        await using var hub = await StartAsync(("a", "orders"));
        await DispatchAsync(hub, "orders", "1");

        hub.Catalogue.Deploy(Function("a", "orders"), Function("b", "payments"));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 2);
        Assert.Equal("1", Last((await TopicsAsync(hub))[0]).Id);

        hub.Catalogue.Deploy(Function("b", "payments"));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 1);
        Assert.Single(await TopicsAsync(hub));
        hub.Catalogue.Deploy(Function("a", "orders"));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers is [{ Function.Name: "a" }]);
        Assert.False((await TopicsAsync(hub))[0].TryGetProperty("lastEvents", out _));
    }

    [Fact]
    public async Task A_tick_is_the_last_event_of_the_function_it_is_for()
    {
        await using var hub = await StartAsync(("a", "orders"), ("b", "orders"));
        await hub.Context("nats").DispatchToAsync(new FunctionName("b", "openfaas-fn"), new ConnectorEvent { Topic = "orders", Id = "tick" }, Token);
        var shown = await TopicsAsync(hub);
        Assert.False(shown[0].TryGetProperty("lastEvents", out _));
        Assert.Equal("tick", Last(shown[1]).Id);
    }

    private static async Task<Hub> StartAsync(params (string Name, string Topics)[] functions)
    {
        var hub = await Hub.StartAsync(
            services => services.AddSingleton<IConnector>(ScriptedConnector.Idle("nats")).AddConnectorTopics("nats", new ConnectorTopics { Language = TopicLanguage.Nats }),
            prepare: catalogue => catalogue.Deploy([.. functions.Select(function => Function(function.Name, function.Topics))]));
        await hub.Topics.Loaded.WaitAsync(TimeSpan.FromSeconds(60), Token);
        return hub;
    }

    private static async Task DispatchAsync(Hub hub, string topic, string id) =>
        await hub.Context("nats").DispatchAsync(new ConnectorEvent { Topic = topic, Id = id }, Token);

    private static async Task<List<JsonElement>> TopicsAsync(Hub hub)
    {
        using var client = new HttpClient { BaseAddress = hub.Address };
        var page = await client.GetFromJsonAsync<JsonElement>("/system/topics", Token);
        return [.. page.GetProperty("subscribers").EnumerateArray().SelectMany(subscriber => subscriber.GetProperty("topics").EnumerateArray())];
    }

    private static (string? Connector, string? Topic, string? Id, string? Outcome) Last(JsonElement topic)
    {
        var last = Assert.Single(topic.GetProperty("lastEvents").EnumerateArray().ToList());
        return (last.GetProperty("connector").GetString(), last.GetProperty("topic").GetString(), last.GetProperty("id").GetString(), last.GetProperty("outcome").GetString());
    }

    private static FunctionStatus Function(string name, string topics) => FakeCatalogue.Function(name, topics);
}

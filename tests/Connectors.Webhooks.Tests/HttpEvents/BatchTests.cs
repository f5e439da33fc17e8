using System.Net;
using System.Net.Http.Headers;
using Connectors.Core.Queues;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.HttpEvents;

public sealed class BatchTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Every_event_of_a_batch_is_dispatched_on_its_own_and_answered_in_order()
    {
        await hub.StartAsync();

        using var response = await PostAsync(Batch(200));

        var answers = (await response.AcceptedAsync()).GetProperty("events");
        Assert.Equal(200, answers.GetArrayLength());
        Assert.All(answers.EnumerateArray(), answer => Assert.Equal("orders.created", answer.GetProperty("event").GetString()));
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"ce /s {number}").Order(), hub.Context.Events.Select(seen => seen.Id!).Order());
    }

    [Fact]
    public async Task A_batch_half_of_which_cannot_be_stored_is_not_acknowledged_and_runs_once_when_it_comes_again()
    {
        await hub.StartAsync();
        hub.Context.OnDispatch = (seen, _) => seen.Id == "ce /s 7" ? throw new QueueUnavailableException("away") : Task.CompletedTask;
        using var first = await PostAsync(Batch(10));
        await first.RefusedAsync(HttpStatusCode.ServiceUnavailable);

        hub.Context.OnDispatch = null;
        using var second = await PostAsync(Batch(10));

        var fresh = (await second.AcceptedAsync()).GetProperty("events").EnumerateArray()
            .Count(answer => !answer.GetProperty("calls")[0].GetProperty("duplicate").GetBoolean());
        Assert.Equal(1, fresh);
    }

    [Fact]
    public async Task An_empty_batch_is_taken()
    {
        await hub.StartAsync();
        using var response = await PostAsync("[]");
        Assert.Equal(0, (await response.AcceptedAsync()).GetProperty("events").GetArrayLength());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[7]")]
    [InlineData("[[]]")]
    [InlineData("[")]
    [InlineData("""[{"specversion":"1.0","id":"1","source":"/s","type":"a"},{"specversion":"1.0","id":"2"}]""")]
    public async Task Of_a_batch_with_a_fault_nothing_is_dispatched(string batch)
    {
        await hub.StartAsync();
        using var response = await PostAsync(batch);
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task A_batch_has_at_most_ten_thousand_events_and_no_key_of_its_own()
    {
        await hub.StartAsync();
        using var large = await PostAsync($"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]");
        using var keyed = await PostAsync(Batch(1), ("Idempotency-Key", "k"));
        Assert.Contains("10000", await large.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", await keyed.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    private static string Batch(int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(number => $$"""{"specversion":"1.0","id":"{{number}}","source":"/s","type":"a","data":{{number}}}"""))}]";

    private Task<HttpResponseMessage> PostAsync(string batch, params (string, string)[] headers)
    {
        var content = new StringContent(batch);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/cloudevents-batch+json; charset=utf-8");
        return hub.PostAsync("/event/orders.created", content, headers);
    }
}

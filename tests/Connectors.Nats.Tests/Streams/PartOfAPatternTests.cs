using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests.Streams;

/// <summary>A pattern that means more than a stream keeps, or other things too.</summary>
public sealed class PartOfAPatternTests : NatsTest
{
    private NatsJSContext Streams => new(Publisher);

    [Theory]
    [InlineData("pc.>", "pc.js.>", "pc.js.a", "pc.else")]
    [InlineData(">", "pc.js.>", "pc.js.a", "pc.else")]
    [InlineData("pc.*.a", "pc.js.>", "pc.js.a", "pc.else.a")]
    [InlineData("pc.js.>", "*.js.a", "pc.js.a", "pc.js.b")]
    public async Task What_the_stream_keeps_comes_once_live_or_kept_and_the_rest_as_it_is_published(string pattern, string keeps, string kept, string other)
    {
        await Streams.CreateStreamAsync(new StreamConfig("NJ", [keeps]), Cancellation);
        var first = await StartAsync();
        await ListenAsync("all", $"nats:{pattern}", other);
        await ReachesAsync("all", kept);
        await KeepAsync(kept, "live");
        await PublishAsync(other, "uncovered");
        await GivenAllAsync("all", ["live", "uncovered"]);

        await EndAsync(first);
        await KeepAsync(kept, "kept");
        await StartAsync();
        await ReachesAsync("all", other);
        await KeepAsync(kept, "again");
        await PublishAsync(other, "uncovered again");
        await GivenAllAsync("all", ["kept", "again", "uncovered again"]);

        // Whatever came twice has come by now: the last of each way is there.
        await ReachesAsync("all", other);
        Assert.Equal(["again", "kept", "live", "uncovered", "uncovered again"], Given("all").Select(given => given.Text).Order(StringComparer.Ordinal));
        Assert.All(Given("all").Where(given => given.Topic == kept), given => Assert.Equal("NJ", given.Headers.First("X-Nats-Stream")));
        Assert.All(Given("all").Where(given => given.Topic == other), given => Assert.Null(given.Headers.First("X-Nats-Stream")));
    }

    [Fact]
    public async Task A_stream_that_comes_later_takes_its_part_over_and_gives_it_back()
    {
        var replica = await StartAsync();
        await ListenAsync("all", "pc.>", "pc.js.a");
        await Streams.CreateStreamAsync(new StreamConfig("NJ", ["pc.js.>"]), Cancellation);
        await LoggedAsync(replica, "Listening to pc.js.>, kept by stream NJ");
        await EventuallyAsync(
            async () =>
            {
                await KeepAsync("pc.js.a", "kept");
                return Given("all").Any(given => given.Headers.First("X-Nats-Stream") == "NJ");
            },
            () => "nothing comes from the stream");
        await Streams.DeleteStreamAsync("NJ", Cancellation);
        await ReachesAsync("all", "pc.js.a");
        Assert.Single(replica.Logged, line => line.Contains("Listening to pc.>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_consumer_goes_with_the_last_topic_that_needs_it()
    {
        await Streams.CreateStreamAsync(new StreamConfig("NJ", ["pc.js.>"]), Cancellation);
        await StartAsync();
        await ListenAsync("wide", "pc.>", "pc.js.a");
        Functions.Deploy("whole", "pc.js.>");
        await ReachesAsync("whole", "pc.js.a");
        Functions.Remove("whole");
        await ReachesAsync("wide", "pc.js.a");
        Assert.Equal(1, await ConsumersAsync());
        Functions.Remove("wide");
        await EventuallyAsync(async () => await ConsumersAsync() == 0, () => "the consumer outlives who listened");
    }

    [Fact]
    public async Task Nothing_is_taken_out_of_a_work_queue_by_a_topic_that_means_more()
    {
        await Streams.CreateStreamAsync(new StreamConfig("JOBS", ["pc.jobs.>"]) { Retention = StreamConfigRetention.Workqueue }, Cancellation);
        await StartAsync();
        await ListenAsync("all", "pc.>", "pc.else");
        await KeepAsync("pc.jobs.a", "job");
        await GivenAllAsync("all", ["job"]);
        Assert.Equal((0L, 1L), (await ConsumersAsync("JOBS"), (await Streams.GetStreamAsync("JOBS", cancellationToken: Cancellation)).Info.State.Messages));
    }

    private async Task KeepAsync(string subject, string text) =>
        (await Streams.PublishAsync(subject, text, cancellationToken: Cancellation)).EnsureSuccess();

    private async Task<long> ConsumersAsync(string stream = "NJ") =>
        (await Streams.GetStreamAsync(stream, cancellationToken: Cancellation)).Info.State.ConsumerCount;
}

using Connectors.Nats.Tests.Streams;
using Microsoft.Extensions.DependencyInjection;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests.Linking;

/// <summary>A user who may not do everything.</summary>
public abstract class ForbiddenTests : NatsTest
{
    protected ForbiddenTests()
    {
        Configure = settings => settings.Url = settings.Url!.Replace("nats://", "nats://hub:pw@", StringComparison.Ordinal);
        Publishing = options => options with { AuthOpts = new() { Username = "operator", Password = "pw" } };
    }

    private protected static string Users(string permissions) =>
        $$"""
        authorization {
          users = [
            { user: operator, password: pw }
            { user: hub, password: pw, permissions: { {{permissions}} } }
          ]
        }
        """;

    // The look for streams, at which what was refused is tried again, comes soon.
    private protected override void AddServices(IServiceCollection services) => services.AddSingleton<TimeProvider>(new LookingAfter(TimeSpan.FromMilliseconds(200)));
}

public sealed class ForbiddenSubjects : ForbiddenTests
{
    private protected override string Configuration => Users("publish: \">\", subscribe: { allow: \">\", deny: \"secret.>\" }");

    [Fact]
    public async Task A_topic_that_the_user_may_not_subscribe_to_is_told_until_he_may_and_the_others_run()
    {
        var replica = await StartAsync();
        Functions.Deploy("spy", "secret.>");
        await FaultAsync(replica, "forbidden: secret.", "user may not subscribe to it (as queue group connectors); allow it", "tried again for ever");
        await ListenAsync("all", "orders.*", "orders.new");
        Assert.Contains("nothing of secret.> arrives: the hub's user may not subscribe to it", Assert.Single(Errors(replica)), StringComparison.Ordinal);

        await Server.StopAsync();
        await Server.StartAgainAsync(Users("publish: \">\", subscribe: \">\""));
        await ReachesAsync("spy", "secret.plan");
        await EventuallyAsync(async () => (await replica.TopicsAsync()).Contains("\"faults\":[]", StringComparison.Ordinal), () => "the fault still stands");
    }

    [Fact]
    public async Task The_fault_goes_with_the_topic()
    {
        var replica = await StartAsync();
        Functions.Deploy("spy", "secret.>");
        await FaultAsync(replica, "forbidden: secret.");
        Functions.Remove("spy");
        await EventuallyAsync(async () => (await replica.TopicsAsync()).Contains("\"faults\":[]", StringComparison.Ordinal), () => "the fault still stands");
    }
}

public sealed class ForbiddenStreams : ForbiddenTests
{
    private protected override string Configuration => Users("publish: { allow: \">\", deny: \"$JS.API.>\" }, subscribe: \">\"");

    [Fact]
    public async Task Who_may_not_ask_for_streams_is_told_so_once_and_listens_all_the_same()
    {
        var replica = await StartAsync();
        await ListenAsync("all", "one, two, three, four", "one");
        await ReachesAsync("all", "four");
        Assert.Single(replica.Logged, line => line.Contains("Which streams there are is not known (the hub's user may not publish to $JS.API.STREAM.LIST)", StringComparison.Ordinal));
        Assert.Empty(Errors(replica));
    }
}

public sealed class UnansweredStreams : ForbiddenTests
{
    // The question is allowed, and its answer is not.
    private protected override string Configuration => Users("publish: \">\", subscribe: { allow: \">\", deny: \"_INBOX.>\" }");

    [Fact]
    public async Task A_question_that_nobody_answers_is_waited_for_once_and_not_for_each_topic()
    {
        var replica = await StartAsync();
        Functions.Deploy("all", "one, two, three, four");
        await LoggedAsync(replica, "Which streams there are is not known (the question for streams is not answered)");
        await ReachesAsync("all", "one");
        await ReachesAsync("all", "four");
        Assert.Single(replica.Logged, line => line.Contains("Which streams there are", StringComparison.Ordinal));
    }
}

public sealed class NarrowRights : ForbiddenTests
{
    // Those that docs/nats.md names.
    private protected override string Configuration => Users(
        "publish: [\"$JS.API.STREAM.LIST\", \"$JS.API.CONSUMER.>\", \"$JS.ACK.>\"], subscribe: [\"orders.> connectors\", \"_INBOX.>\"]");

    [Fact]
    public async Task They_are_enough_for_streams_and_for_subjects()
    {
        var streams = new NatsJSContext(Publisher);
        await streams.CreateStreamAsync(new StreamConfig("EU", ["orders.eu.>"]), Cancellation);
        var replica = await StartAsync();
        await ListenAsync("all", "orders.>", "orders.us.new");
        await ReachesAsync("all", "orders.eu.new");
        await EventuallyAsync(
            async () => (await streams.GetConsumerAsync("EU", await NameAsync(streams), Cancellation)).Info is { NumAckPending: 0, NumPending: 0 }, () => "not all is acknowledged");
        Functions.Remove("all");
        await EventuallyAsync(async () => (await streams.GetStreamAsync("EU", cancellationToken: Cancellation)).Info.State.ConsumerCount == 0, () => "the consumer stays");
        Assert.Empty(Errors(replica));
    }

    private static async Task<string> NameAsync(NatsJSContext streams) => (await streams.ListConsumersAsync("EU", Cancellation).SingleAsync(Cancellation)).Info.Name;
}

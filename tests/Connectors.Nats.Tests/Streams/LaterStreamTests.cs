using Microsoft.Extensions.DependencyInjection;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests.Streams;

/// <summary>Streams that come and go while somebody listens, where the regular look never comes.</summary>
public sealed class LaterStreamTests : NatsTest
{
    [Fact]
    public async Task The_server_s_notice_is_enough()
    {
        var replica = await StartAsync();
        Functions.Deploy("all", "late.orders");
        await LoggedAsync(replica, "Listening to late.orders, which no stream keeps");
        var streams = new NatsJSContext(Publisher);
        await streams.CreateStreamAsync(new StreamConfig("LATE", ["late.>"]), Cancellation);
        await LoggedAsync(replica, "Listening to late.orders, kept by stream LATE");
        await streams.UpdateStreamAsync(new StreamConfig("LATE", ["other.>"]), Cancellation);
        await EventuallyAsync(() => Task.FromResult(replica.Logged.Count(line => line.Contains("which no stream keeps", StringComparison.Ordinal)) == 2), () => "it stays with the stream");
    }

    private protected override void AddServices(IServiceCollection services) => services.AddSingleton<TimeProvider>(new LookingAfter(Timeout.InfiniteTimeSpan));
}

/// <summary>The same for a user who may not hear of streams.</summary>
public sealed class ForbiddenNewsTests : NatsTest
{
    public ForbiddenNewsTests()
    {
        Configure = settings => settings.Url = settings.Url!.Replace("nats://", "nats://hub:pw@", StringComparison.Ordinal);
        Publishing = options => options with { AuthOpts = new() { Username = "operator", Password = "pw" } };
    }

    private protected override string Configuration => """
        authorization {
          users = [
            { user: operator, password: pw }
            { user: hub, password: pw, permissions: { publish: ">", subscribe: { allow: ">", deny: "$JS.EVENT.>" } } }
          ]
        }
        """;

    [Fact]
    public async Task The_regular_look_finds_them_and_nothing_is_said_against_the_server()
    {
        var replica = await StartAsync();
        Functions.Deploy("all", "late.orders");
        await LoggedAsync(replica, "Listening to late.orders, which no stream keeps");
        await new NatsJSContext(Publisher).CreateStreamAsync(new StreamConfig("LATE", ["late.>"]), Cancellation);
        await LoggedAsync(replica, "Listening to late.orders, kept by stream LATE");
        await PublishAsync("late.orders", "one");
        await GivenAllAsync("all", ["one"]);
        Assert.Empty(Errors(replica));
        Assert.Contains("\"faults\":[]", await replica.TopicsAsync(), StringComparison.Ordinal);
    }

    private protected override void AddServices(IServiceCollection services) => services.AddSingleton<TimeProvider>(new LookingAfter(TimeSpan.FromMilliseconds(200)));
}

/// <summary>A clock by which the look for streams, alone, comes after another time.</summary>
internal sealed class LookingAfter(TimeSpan time) : TimeProvider
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Look ? time : dueTime, period);
}

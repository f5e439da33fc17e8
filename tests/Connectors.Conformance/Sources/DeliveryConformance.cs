using System.Text;

namespace Connectors.Conformance.Sources;

/// <summary>What arrives, and how.</summary>
public abstract class DeliveryConformance : ConnectorConformance
{
    [Fact]
    public async Task A_message_reaches_every_function_that_listens_and_nobody_else()
    {
        var (orders, payments) = (Source.Topic("orders"), Source.Topic("payments"));
        await StartAsync();
        await ListenAsync("first", orders, orders);
        await ListenAsync("second", $"{payments}, {Source.Connector}:{orders}", orders);
        Functions.Deploy("third", payments);
        await ReachesAsync("third", payments);

        await PublishAsync(orders, "hello");
        await GivenAsync("first", 1);
        await GivenAsync("second", 1);

        var given = Given("first")[0];
        Assert.Equal(("hello", orders, Source.Connector), (given.Text, given.Topic, given.Headers.First("X-Connector")));
        Assert.Empty(Given("third"));
        Assert.Equal(Source.Features.HasFlag(SourceFeatures.StableIds), given.Id is not null);
    }

    [Fact]
    public async Task Functions_come_and_go_and_their_topics_with_them()
    {
        var (early, late) = (Source.Topic("early"), Source.Topic("late"));
        await StartAsync();
        await ListenAsync("first", early, early);
        await ListenAsync("second", late, late);
        Functions.Remove("first");
        Functions.Deploy("second", $"{late}, {early}");
        await ReachesAsync("second", early);

        await PublishAsync(early, "after");
        await GivenAsync("second", 1);

        Assert.Empty(Given("first"));
    }

    [Fact]
    public async Task A_pattern_brings_all_its_topics_and_an_event_once()
    {
        Requires(SourceFeatures.Patterns);
        var (a, b) = (Source.Topic("things", "a"), Source.Topic("things", "b"));
        await StartAsync();
        await ListenAsync("all", $"{Source.PatternBelow("things")}, {a}", a);
        await ReachesAsync("all", b);

        await PublishAsync(a, "1");
        await PublishAsync(b, "2");
        await GivenAllAsync("all", ["1", "2"]);

        Assert.Equal([(a, "1"), (b, "2")], Given("all").Select(given => (given.Topic!, given.Text)).Order());
    }

    [Fact]
    public async Task Payloads_arrive_as_they_are_empty_large_and_binary()
    {
        var topic = Source.Topic("payloads");
        await StartAsync();
        await ListenAsync("all", topic, topic);
        var large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        byte[] odd = [0, 255, 254, 13, 10, 0xC3, 0x28];

        await Source.PublishAsync(topic, []);
        await Source.PublishAsync(topic, large);
        await Source.PublishAsync(topic, odd);
        await GivenAsync("all", 3);

        Assert.Equal([0, odd.Length, large.Length], Given("all").Select(given => given.Body.Length).Order());
        Assert.Contains(Given("all"), given => given.Body.AsSpan().SequenceEqual(large));
        Assert.Contains(Given("all"), given => given.Body.AsSpan().SequenceEqual(odd));
    }

    [Fact]
    public async Task Headers_come_along_whatever_is_in_them()
    {
        Requires(SourceFeatures.Headers);
        var topic = Source.Topic("headers");
        await StartAsync();
        await ListenAsync("all", topic, topic);

        await Source.PublishAsync(topic, Encoding.UTF8.GetBytes("x"), new Dictionary<string, string> { ["plain"] = "one two", ["other"] = "größe", ["X-Callback-Url"] = "http://evil/" });
        await GivenAsync("all", 1);

        var headers = Given("all")[0].Headers;
        Assert.Equal("one two", headers.First(Source.HeaderNameOf("plain")));
        Assert.Equal("gr%C3%B6%C3%9Fe", headers.First(Source.HeaderNameOf("other")));
        Assert.Null(headers.First("X-Callback-Url"));
    }
}

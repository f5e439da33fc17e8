using Connectors.Core.Functions;
using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Tests.Topics;

public class RoutingTableTests
{
    private static readonly TopicReader Mqtt = new("mqtt", new ConnectorTopics { Language = TopicLanguage.Mqtt });
    private static readonly TopicReader Nats = new("nats", new ConnectorTopics { Language = TopicLanguage.Nats });
    private static readonly TopicReader Kafka = new("kafka", new ConnectorTopics { Language = TopicLanguage.Regex });
    private static readonly TopicReader Cron = new("cron", new ConnectorTopics { Unqualified = [] });

    [Theory]
    [InlineData("orders", "orders", "mqtt nats kafka")]
    [InlineData("orders.*", "orders.new", "nats")]
    [InlineData("sensors/+/t", "sensors/1/t", "mqtt")]
    [InlineData("^pay", "payment", "kafka")]
    [InlineData("kafka:orders", "orders", "kafka")]
    [InlineData("kafka: orders", "orders", "kafka")]
    [InlineData("mqtt:sensors/#", "sensors/1", "mqtt")]
    [InlineData("kafka:^pay", "payment", "kafka")]
    [InlineData("urn:orders", "urn:orders", "mqtt nats")]
    [InlineData("nats:a:b", "a:b", "nats")]
    [InlineData("cron-function", "cron-function", "cron")]
    [InlineData("cron:cron-function", "cron-function", "cron")]
    public void Whose_a_topic_is(string annotation, string topic, string connectors)
    {
        var table = Build([Mqtt, Nats, Kafka, Cron], annotation);

        Assert.Equal(
            connectors.Split(' '),
            new[] { "mqtt", "nats", "kafka", "cron" }.Where(connector => table.Of(connector).Match(topic).Count == 1));
        Assert.Null(Assert.Single(table.Topics).Fault);
    }

    [Fact]
    public void A_topic_bound_to_a_connector_that_runs_elsewhere_is_nobodys_here_and_no_fault()
    {
        var table = Build([Mqtt], "kafka:orders");

        Assert.Empty(table.Of("mqtt").Match("kafka:orders"));
        Assert.Empty(table.Of("mqtt").Match("orders"));
        Assert.Null(Assert.Single(table.Topics).Fault);
    }

    [Theory]
    [InlineData("mqt:sensors", "no connector is called 'mqt', so the colon is taken as part of the topic; those that run here are mqtt, nats; did you mean mqtt:sensors?")]
    [InlineData("event:orders", "no connector is called 'event', so the colon is taken as part of the topic; those that run here are mqtt, nats; did you mean events:orders?")]
    [InlineData("table:insert", "no connector is called 'table', so the colon is taken as part of the topic; those that run here are mqtt, nats")]
    [InlineData("kafka:orders", null)]
    [InlineData("a/b:c", null)]
    [InlineData("orders", null)]
    public void A_topic_that_seems_to_name_a_connector_is_remarked_upon(string annotation, string? remark)
    {
        var topic = Assert.Single(Build([Mqtt, Nats], annotation).Topics);
        Assert.Equal(remark, topic.Remark);
        Assert.Null(topic.Fault);
    }

    [Fact]
    public void The_topic_of_schedules_is_crons_even_where_cron_does_not_run() =>
        Assert.Empty(Build([Mqtt, Nats], "cron-function").Of("nats").Match("cron-function"));

    [Theory]
    [InlineData("kafka:^a(", true)]
    [InlineData("mqtt:a/#/b", true)]
    [InlineData("^a(", true)]
    [InlineData("mqtt:", true)]
    [InlineData("a/#/b", false)] // a plain name to NATS
    [InlineData("a..b", false)]
    public void Illegal_syntax_is_a_fault_when_bound_or_when_nobody_can_read_it(string annotation, bool fault) =>
        Assert.Equal(fault, Assert.Single(Build([Mqtt, Nats, Kafka], annotation).Topics).Fault is not null);

    [Theory]
    [InlineData("a.>b", true)]
    [InlineData("cron:a.>b", false)]
    [InlineData("orders.>", false)]
    public void A_connector_that_takes_nothing_unqualified_makes_no_illegal_topic_readable(string annotation, bool fault)
    {
        foreach (var readers in new[] { new[] { Cron, Nats }, [Nats, Cron] })
            Assert.Equal(fault, Assert.Single(Build(readers, annotation).Topics).Fault is not null);
    }

    [Fact]
    public void What_a_connector_is_to_subscribe_to_is_each_of_its_patterns_once()
    {
        var table = Build([Mqtt, Nats, Cron], "sensors/#, nats:orders.>, cron-function, sensors/#, mqtt:a, a");

        Assert.Equal(["a", "sensors/#"], table.Of("mqtt").Patterns.Select(pattern => pattern.Text));
        Assert.Equal(["a", "orders.>", "sensors/#"], table.Of("nats").Patterns.Select(pattern => pattern.Text));
    }

    [Fact]
    public void A_connector_takes_only_the_unqualified_topics_it_admits_and_always_its_own()
    {
        var nats = new TopicReader("nats", new ConnectorTopics { Language = TopicLanguage.Nats, Unqualified = ["orders.>", "ping"] });
        var table = Build([nats], "orders.*, ping, other, nats:mine");

        Assert.Single(table.Of("nats").Match("orders.new"));
        Assert.Single(table.Of("nats").Match("ping"));
        Assert.Empty(table.Of("nats").Match("other"));
        Assert.Single(table.Of("nats").Match("mine"));
        Assert.All(table.Topics, topic => Assert.Null(topic.Fault));
    }

    [Fact]
    public void An_admitted_pattern_that_is_not_legal_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TopicReader("nats", new ConnectorTopics { Language = TopicLanguage.Nats, Unqualified = ["a..b"] }));

    [Fact]
    public void An_event_that_matches_several_patterns_of_a_function_is_its_once()
    {
        var table = RoutingTable.Build([Subscriber("one", "orders.*, orders.>, orders.new, nats:orders.new"), Subscriber("two", ">")], [Nats], []);

        Assert.Equal(["one", "two"], table.Of("nats").Match("orders.new").Select(subscriber => subscriber.Function.Name));
    }

    [Theory]
    [InlineData("folder:invoices", false)]
    [InlineData("other:invoices", true)]
    public void A_topic_of_a_known_connector_that_does_not_run_here_is_nobodys_else(string annotation, bool taken)
    {
        var events = new TopicReader("events", new ConnectorTopics());
        var table = RoutingTable.Build([Subscriber("f", annotation)], [events], ["folder"]);

        Assert.Equal(taken, table.Of("events").Match(annotation).Any());
    }

    private static RoutingTable Build(TopicReader[] readers, string annotation) => RoutingTable.Build([Subscriber("f", annotation)], readers, []);

    private static TopicSubscriber Subscriber(string name, string annotation) =>
        new(new FunctionName(name, "openfaas-fn"), annotation.Split(',', StringSplitOptions.TrimEntries), new Dictionary<string, string>());
}

using Connectors.Sdk.Topics;

namespace Connectors.Sdk.Tests.Topics;

public class TopicPatternTests
{
    [Theory]
    [InlineData(TopicLanguage.Exact, "a/+/b", "a/+/b", true)]
    [InlineData(TopicLanguage.Exact, "a/+/b", "a/x/b", false)]
    [InlineData(TopicLanguage.Exact, "orders", "Orders", false)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+/t", "sensors/1/t", true)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+/t", "sensors//t", true)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+/t", "sensors/1/2/t", false)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+/t", "sensors/1", false)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+", "sensors", false)]
    [InlineData(TopicLanguage.Mqtt, "sensors/+", "sensors/", true)]
    [InlineData(TopicLanguage.Mqtt, "sensors/#", "sensors", true)]
    [InlineData(TopicLanguage.Mqtt, "sensors/#", "sensors/a/b", true)]
    [InlineData(TopicLanguage.Mqtt, "sensors/#", "sensorsX", false)]
    [InlineData(TopicLanguage.Mqtt, "#", "a/b", true)]
    [InlineData(TopicLanguage.Mqtt, "#", "$SYS/uptime", false)]
    [InlineData(TopicLanguage.Mqtt, "+/uptime", "$SYS/uptime", false)]
    [InlineData(TopicLanguage.Mqtt, "$SYS/#", "$SYS/uptime", true)]
    [InlineData(TopicLanguage.Mqtt, "+", "/a", false)]
    [InlineData(TopicLanguage.Mqtt, "+/+", "/a", true)]
    [InlineData(TopicLanguage.Mqtt, "orders.*", "orders.*", true)]
    [InlineData(TopicLanguage.Nats, "orders.*", "orders.new", true)]
    [InlineData(TopicLanguage.Nats, "orders.*", "orders", false)]
    [InlineData(TopicLanguage.Nats, "orders.*", "orders.", false)]
    [InlineData(TopicLanguage.Nats, "orders.*", "orders.new.eu", false)]
    [InlineData(TopicLanguage.Nats, "orders.>", "orders.new.eu", true)]
    [InlineData(TopicLanguage.Nats, "orders.>", "orders", false)]
    [InlineData(TopicLanguage.Nats, "orders.>", "orders.", false)]
    [InlineData(TopicLanguage.Nats, ">", "orders", true)]
    [InlineData(TopicLanguage.Nats, "*.new", "orders.new", true)]
    [InlineData(TopicLanguage.Nats, "github.push", "github.push", true)]
    [InlineData(TopicLanguage.Regex, "^payment\\..*", "payment.created", true)]
    [InlineData(TopicLanguage.Regex, "^payment", "payments", true)]
    [InlineData(TopicLanguage.Regex, "^payment$", "payments", false)]
    [InlineData(TopicLanguage.Regex, "payment.created", "paymentXcreated", false)]
    public void Matches(TopicLanguage language, string pattern, string topic, bool matches)
    {
        Assert.True(TopicPattern.TryParse(pattern, language, out var parsed, out var fault), fault);

        Assert.Equal(matches, parsed.Matches(topic));
    }

    [Theory]
    [InlineData(TopicLanguage.Exact, "")]
    [InlineData(TopicLanguage.Exact, "a\nb")]
    [InlineData(TopicLanguage.Exact, "^a")]
    [InlineData(TopicLanguage.Mqtt, "a/#/b")]
    [InlineData(TopicLanguage.Mqtt, "a/b#")]
    [InlineData(TopicLanguage.Mqtt, "a+/b")]
    [InlineData(TopicLanguage.Mqtt, "^a")]
    [InlineData(TopicLanguage.Nats, "a..b")]
    [InlineData(TopicLanguage.Nats, ".a")]
    [InlineData(TopicLanguage.Nats, "a b")]
    [InlineData(TopicLanguage.Nats, "a.>.b")]
    [InlineData(TopicLanguage.Nats, "a.b*")]
    [InlineData(TopicLanguage.Nats, "^orders.*")]
    [InlineData(TopicLanguage.Regex, "^a(")]
    [InlineData(TopicLanguage.Regex, "^(?=a)a")]
    [InlineData(TopicLanguage.Regex, "^(a)\\1")]
    [InlineData(TopicLanguage.Regex, "^(((a{1,1000}){1,1000}){1,1000})$")]
    [InlineData(TopicLanguage.Regex, "sensors/+/t")]
    [InlineData(TopicLanguage.Regex, "..")]
    public void Is_refused_with_a_sentence(TopicLanguage language, string pattern)
    {
        Assert.False(TopicPattern.TryParse(pattern, language, out _, out var fault));

        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData(TopicLanguage.Nats, "orders", true)]
    [InlineData(TopicLanguage.Nats, "orders.*", false)]
    [InlineData(TopicLanguage.Mqtt, "a/b", true)]
    [InlineData(TopicLanguage.Mqtt, "a/#", false)]
    [InlineData(TopicLanguage.Regex, "a", true)]
    [InlineData(TopicLanguage.Regex, "^a", false)]
    public void Knows_names_from_wildcards(TopicLanguage language, string pattern, bool exact)
    {
        Assert.True(TopicPattern.TryParse(pattern, language, out var parsed, out _));

        Assert.Equal(exact, parsed.IsExact);
    }

    [Fact]
    public void An_expression_made_to_explode_is_matched_in_linear_time()
    {
        Assert.True(TopicPattern.TryParse("^(a+)+$", TopicLanguage.Regex, out var pattern, out _));

        Assert.False(pattern.Matches(new string('a', 200) + "!"));
    }
}

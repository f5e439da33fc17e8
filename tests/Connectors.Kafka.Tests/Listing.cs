using Confluent.Kafka;
using Connectors.Kafka.Starting;
using Connectors.Kafka.Watching;
using Connectors.Sdk;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Kafka.Tests;

/// <summary>Which topics are taken from their beginning: those alone that came to be while a function listened for them.</summary>
public sealed class Listing
{
    private readonly TopicListing listing = new(new ConnectorFaults(), NullLogger.Instance);

    [Fact]
    public void A_topic_that_an_expression_waited_for_is_late()
    {
        Listen("^pay");
        List("other");
        List("other", "payments");
        Assert.True(listing.IsLate("payments"));
        Assert.False(listing.IsLate("other"));
    }

    [Fact]
    public void A_topic_that_nobody_listened_for_when_it_came_is_not()
    {
        Listen("^pay");
        List("other");
        List("other", "orders");
        Assert.False(listing.IsLate("orders"));
    }

    [Fact]
    public void A_topic_that_came_just_before_the_function_is_not_although_the_list_is_older()
    {
        Listen("^pay");
        List("other");
        Listen("^pay", "^ord");
        Assert.True(listing.IsUrgent);
        List("other", "orders");
        Assert.False(listing.IsUrgent);
        Assert.False(listing.IsLate("orders"));
        List("other", "orders", "orders.2");
        Assert.True(listing.IsLate("orders.2"));
    }

    [Fact]
    public void Who_went_and_came_back_did_not_wait()
    {
        Listen("^pay");
        List("other");
        Listen();
        Listen("^pay");
        List("other", "payments");
        Assert.False(listing.IsLate("payments"));
        listing.Lacks("later");
        Assert.True(listing.IsLate("later"));
        listing.Keep(new HashSet<string>());
        Assert.False(listing.IsLate("later"));
    }

    [Fact]
    public void A_list_that_was_asked_for_before_an_expression_was_known_says_nothing_of_it()
    {
        Listen("^pay");
        var asked = listing.Patterns;
        Listen("^pay", "^ord");
        listing.Listed(["other"], asked);
        Assert.True(listing.IsUrgent);
        List("other", "orders");
        Assert.False(listing.IsLate("orders"));
    }

    [Theory]
    [InlineData("Time", ErrorCode.Local_BadMsg, "kafka.auto-offset-reset to be latest or earliest")]
    [InlineData("Latest", ErrorCode.Local_BadMsg, "brokers of Kafka 0.10.1 or later")]
    [InlineData("Latest", ErrorCode.TopicAuthorizationFailed, "the right to read")]
    [InlineData("Earliest", ErrorCode.Local_Transport, "the address that it advertises")]
    public void What_to_do_when_offsets_are_not_told_depends_on_why(string kind, ErrorCode code, string remedy) =>
        Assert.Contains(remedy, StartOffsets.Remedy(Enum.Parse<StartKind>(kind), code), StringComparison.Ordinal);

    private void Listen(params string[] expressions) => listing.Patterns = [.. expressions.Select(Pattern)];

    private void List(params string[] topics) => listing.Listed(topics, listing.Patterns);

    private static TopicPattern Pattern(string text) =>
        TopicPattern.TryParse(text, TopicLanguage.Regex, out var pattern, out var fault) ? pattern : throw new FormatException(fault);
}

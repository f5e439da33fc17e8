using Connectors.Core.Invocations;
using Connectors.Sdk.Dispatch;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Tests.Dispatch;

public class HeaderTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text, 100%", "plain text, 100%")]
    [InlineData("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1")]
    [InlineData("100% für ü", "100%25 f%C3%BCr %C3%BC")]
    [InlineData(" edge ", "%20edge%20")]
    [InlineData("a\0b\tc\u007f", "a%00b%09c%7F")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Values_that_a_header_cannot_carry_are_percent_encoded(string value, string encoded) =>
        Assert.Equal(encoded, HeaderText.Value(value));

    [Theory]
    [InlineData("X-Fine_1", "X-Fine_1")]
    [InlineData("a b:c", "a-b-c")]
    [InlineData("schlüssel", "schl-ssel")]
    [InlineData("é", null)]
    [InlineData("", null)]
    [InlineData("x\r\ny", "x--y")]
    public void Names_keep_what_a_header_name_may_have(string name, string? sanitised) => Assert.Equal(sanitised, HeaderText.Name(name));

    [Fact]
    public void Half_a_character_becomes_the_replacement_character() => Assert.Equal("%EF%BF%BD", HeaderText.Value("\ud800"));

    [Fact]
    public void A_name_without_end_is_dropped() => Assert.Null(HeaderText.Name(new string('a', 10_000)));

    [Fact]
    public void An_event_cannot_steer_the_queue_frame_the_request_or_pose_as_another_topic()
    {
        var connectorEvent = new ConnectorEvent
        {
            Topic = "orders",
            Headers = new InvocationHeaders
            {
                { "X-Topic", "lie" }, { "x-connector", "lie" }, { "X-Callback-Url", "http://evil/" }, { "Idempotency-Key", "1" }, { "X-Call-Id", "1" },
                { "Transfer-Encoding", "chunked" }, { "Content-Length", "7" }, { "Host", "evil" }, { "X-Kafka-Key", "k" }, { "X-Kafka-Key", "k2" },
            },
        };

        var headers = EventHeaders.Of(connectorEvent, "kafka", "text/plain");

        Assert.Equal(
            ["Content-Type: text/plain", "X-Topic: orders", "X-Connector: kafka", "X-Kafka-Key: k", "X-Kafka-Key: k2"],
            headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Theory]
    [InlineData("application/json", null, "application/json")]
    [InlineData(null, "text/csv", "text/csv")]
    [InlineData("application/json", "text/csv", "application/json")]
    [InlineData(null, null, "text/plain")]
    public void The_content_type_is_the_sources_if_it_gives_one(string? ofEvent, string? header, string expected)
    {
        var headers = new InvocationHeaders();
        if (header is not null)
            headers.Add("content-type", header);

        var sent = EventHeaders.Of(new ConnectorEvent { Topic = "t", ContentType = ofEvent, Headers = headers }, "c", "text/plain");

        Assert.Equal(expected, Assert.Single(sent, pair => pair.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value);
    }
}

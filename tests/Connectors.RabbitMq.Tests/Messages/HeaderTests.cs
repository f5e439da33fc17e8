using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests.Messages;

[Collection(SecondServer.Name)]
public sealed class HeaderTests(SharedServer.Fixture shared) : RabbitMqTest(shared)
{
    [Fact]
    public async Task Headers_arrive_whatever_is_in_them()
    {
        await StartAsync();
        await ListenAsync("all", Orders, Orders);
        var properties = new BasicProperties
        {
            Headers = new Dictionary<string, object?>
            {
                ["lines"] = "one\r\nX-Callback-Url: http://evil/",
                ["unit"] = "°C",
                ["na me"] = "blank",
                ["empty"] = "",
                ["same"] = "a",
                ["SAME"] = "b",
                ["count"] = 42,
                ["rate"] = 1.5,
                ["sure"] = true,
                ["since"] = new AmqpTimestamp(1_700_000_000),
                ["bytes"] = new byte[] { 0xC3, 0x28, 0 },
                ["blob"] = new BinaryTableValue([1, 2, 255]),
                ["nothing"] = null,
                ["table"] = new Dictionary<string, object?> { ["in"] = "side" },
                ["list"] = new List<object?> { 1, "two" },
                ["routing-key"] = "elsewhere",
                ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            },
        };

        await PublishAsync(Orders, "x", properties);
        await GivenAsync("all", 1);

        var headers = Given("all")[0].Headers;
        Assert.Equal("one%0D%0AX-Callback-Url: http://evil/", headers.First("X-Rabbitmq-lines"));
        Assert.Null(headers.First("X-Callback-Url"));
        Assert.Equal(("%C2%B0C", "blank", ""), (headers.First("X-Rabbitmq-unit"), headers.First("X-Rabbitmq-na-me"), headers.First("X-Rabbitmq-empty")));
        Assert.Equal(["a", "b"], headers.Where(header => header.Key.Equals("X-Rabbitmq-same", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).Order());
        Assert.Equal(("42", "1.5", "true", "1700000000"), (headers.First("X-Rabbitmq-count"), headers.First("X-Rabbitmq-rate"), headers.First("X-Rabbitmq-sure"), headers.First("X-Rabbitmq-since")));
        Assert.Equal(("wygA", "b64"), (headers.First("X-Rabbitmq-bytes"), headers.First("X-Rabbitmq-bytes-Enc")));
        Assert.Equal(("AQL/", "b64"), (headers.First("X-Rabbitmq-blob"), headers.First("X-Rabbitmq-blob-Enc")));
        Assert.Null(headers.First("X-Rabbitmq-nothing"));
        Assert.Equal(("""{"in":"side"}""", """[1,"two"]"""), (headers.First("X-Rabbitmq-table"), headers.First("X-Rabbitmq-list")));
        Assert.Equal((Orders, "elsewhere"), (headers.First("X-Rabbitmq-Routing-Key"), headers.First("X-Rabbitmq-Header-routing-key")));
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", headers.First("traceparent"));
    }

    [Fact]
    public async Task What_AMQP_itself_says_of_a_message_arrives_too()
    {
        await StartAsync();
        await ListenAsync("all", Orders, Orders);
        await PublishAsync(Orders, "x", new BasicProperties
        {
            MessageId = "m-1",
            CorrelationId = "c-1",
            ReplyTo = "answers",
            Type = "order",
            AppId = "shop",
            ContentType = "text/x",
            ContentEncoding = "gzip",
            // Publishers may write any number there.
            Timestamp = new AmqpTimestamp(long.MaxValue),
        });
        await GivenAsync("all", 1);

        var (headers, id) = (Given("all")[0].Headers, Given("all")[0].Id);
        Assert.Equal(("m-1", "c-1", "answers"), (headers.First("X-Rabbitmq-Msg-Id"), headers.First("X-Rabbitmq-Correlation-Id"), headers.First("X-Rabbitmq-Reply-To")));
        Assert.Equal(("order", "shop", "gzip"), (headers.First("X-Rabbitmq-Type"), headers.First("X-Rabbitmq-App-Id"), headers.First("X-Rabbitmq-Content-Encoding")));
        Assert.Equal(("text/x", $"{Orders}/m-1"), (headers.First("Content-Type"), id));
        Assert.Null(headers.First("X-Rabbitmq-Redelivered"));
    }

    [Fact]
    public async Task A_header_that_comes_twice_and_names_that_are_no_text_hold_nobody_up()
    {
        var replica = await StartAsync();
        await ListenAsync("all", Orders, Orders);
        var (channel, exchange) = (await OpenAsync(), Source.Topic("exchange"));
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, cancellationToken: Cancellation);
        await channel.QueueBindAsync(Orders, exchange, "", cancellationToken: Cancellation);
        using var raw = await RawPublisher.StartAsync(Server.Port);

        await raw.PublishAsync(exchange, [(byte)'k', 0xFF], [.. RawPublisher.Entry("twice"u8, "1"u8), .. RawPublisher.Entry("twice"u8, "2"u8)], [], "twice");
        await raw.PublishAsync(exchange, [0xC3, 0x28], RawPublisher.Entry([(byte)'h', 0xFE], "v"u8), [0xFE], "first");
        await raw.PublishAsync(exchange, [13, 10], [], [0xFF], "second");
        await PublishAsync(Orders, "after");

        // Two ids that cannot be read are not one.
        await GivenAllAsync("all", ["twice", "first", "second", "after"]);
        Assert.All(Given("all").Where(given => given.Text is "first" or "second"), given => Assert.Null(given.Id));
        Assert.Equal("k%EF%BF%BD", Given("all").Single(given => given.Text == "twice").Headers.First("X-Rabbitmq-Routing-Key"));
        Assert.Equal("%0D%0A", Given("all").Single(given => given.Text == "second").Headers.First("X-Rabbitmq-Routing-Key"));
        Assert.Contains(Given("all").Single(given => given.Text == "twice").Headers, header => header.Key == "X-Rabbitmq-twice");
        Assert.Empty(Errors(replica));
    }
}

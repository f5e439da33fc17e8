using System.Text.Json;
using Connectors.RabbitMq.Queues;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests.Messages;

public sealed class TableJsonTests
{
    [Fact]
    public void A_death_is_told_as_the_server_tells_it()
    {
        var death = new List<object?>
        {
            new Dictionary<string, object?>
            {
                ["count"] = 2L, ["reason"] = "rejected"u8.ToArray(), ["queue"] = "orders"u8.ToArray(), ["time"] = new AmqpTimestamp(1_700_000_000),
                ["exchange"] = Array.Empty<byte>(), ["routing-keys"] = new List<object?> { "orders"u8.ToArray() },
            },
        };
        Assert.Equal("""[{"count":2,"reason":"rejected","queue":"orders","time":1700000000,"exchange":"","routing-keys":["orders"]}]""", TableJson.Of(death));
    }

    [Fact]
    public void Every_kind_of_value_has_a_place_and_no_character_leaves_ASCII()
    {
        var text = TableJson.Of(new Dictionary<string, object?>
        {
            ["°"] = "line\r\nX-Callback-Url: http://evil/"u8.ToArray(),
            ["no"] = null,
            ["yes"] = true,
            ["half"] = 0.5,
            ["odd"] = double.NaN,
            ["much"] = 1.25m,
            ["blob"] = new BinaryTableValue([1, 2, 255]),
        });
        Assert.DoesNotContain(text!, letter => letter is < ' ' or > '~');
        var json = JsonSerializer.Deserialize<JsonElement>(text!);
        Assert.Equal("line\r\nX-Callback-Url: http://evil/", json.GetProperty("°").GetString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.True), (json.GetProperty("no").ValueKind, json.GetProperty("yes").ValueKind));
        Assert.Equal((0.5, 1.25, "NaN", "AQL/"), (json.GetProperty("half").GetDouble(), json.GetProperty("much").GetDouble(), json.GetProperty("odd").GetString(), json.GetProperty("blob").GetString()));
    }

    [Fact]
    public void What_is_too_long_or_too_deep_is_left_out()
    {
        Assert.Null(TableJson.Of(new List<object?> { new byte[TableJson.Longest] }));
        Assert.Null(TableJson.Of(Enumerable.Repeat<object?>(12345, 1_000_000).ToList()));
        object? nested = 1;
        for (var i = 0; i < 100_000; i++)
            nested = new List<object?> { nested };
        Assert.Null(TableJson.Of(nested));
    }
}

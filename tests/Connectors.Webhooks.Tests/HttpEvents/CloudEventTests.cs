using System.Globalization;
using System.Net;
using System.Text;
using Connectors.Webhooks.Tests.Hosting;

namespace Connectors.Webhooks.Tests.HttpEvents;

public sealed class CloudEventTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task In_binary_mode_the_attributes_are_headers_and_the_body_is_the_data()
    {
        await hub.StartAsync();

        using var response = await hub.PostAsync("/event/orders", """{"n":1}""", Binary(("ce-time", "2026-05-04T03:02:01.5+02:00"), ("CE-Region", "eu%20west")));

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("""{"n":1}""", await seen.TextAsync());
        Assert.Equal("application/json; charset=utf-8", seen.ContentType);
        Assert.Equal("ce /shop 1", seen.Id);
        Assert.Equal(DateTimeOffset.Parse("2026-05-04T01:02:01.5Z", CultureInfo.InvariantCulture), seen.Time);
        Assert.Equal("order.created", seen.Headers.First("ce-type"));
        Assert.Equal("eu%20west", seen.Headers.First("ce-region"));
        Assert.Equal(6, seen.Headers.Count);
    }

    [Fact]
    public async Task In_structured_mode_the_envelope_is_taken_apart()
    {
        await hub.StartAsync();

        using var response = await StructuredAsync("""
            {"specversion":"1.0","id":"1","source":"/shop","type":"order.created","time":"2026-05-04T01:02:01Z","subject":null,
             "region":"é \"x\"\r\nX-Evil: 1","priority":3,"sampled":true,"data":{ "n" : [1, 2] }}
            """);

        await response.AcceptedAsync();
        var seen = hub.Context.Single;
        Assert.Equal("""{ "n" : [1, 2] }""", await seen.TextAsync());
        Assert.Equal("application/json", seen.ContentType);
        Assert.Equal("ce /shop 1", seen.Id);
        Assert.Equal("3", seen.Headers.First("ce-priority"));
        Assert.Equal("true", seen.Headers.First("ce-sampled"));
        Assert.Equal("%C3%A9%20%22x%22%0D%0AX-Evil:%201", seen.Headers.First("ce-region"));
        Assert.Null(seen.Headers.First("ce-subject"));
        Assert.Null(seen.Headers.First("ce-data"));
    }

    [Theory]
    [InlineData("\"data\":\"<a/>\",\"datacontenttype\":\"text/xml\"", "<a/>", "text/xml")]
    [InlineData("\"data\":\"text\",\"datacontenttype\":\"application/vnd.x+json\"", "\"text\"", "application/vnd.x+json")]
    [InlineData("\"data\":\"text\"", "\"text\"", "application/json")]
    [InlineData("\"data\":null", "null", "application/json")]
    [InlineData("\"data_base64\":\"aGVsbG8=\",\"datacontenttype\":\"image/png\"", "hello", "image/png")]
    [InlineData("\"data_base64\":\"aGVsbG8=\"", "hello", null)]
    [InlineData("\"subject\":\"s\"", "", null)]
    public async Task Data_come_in_three_forms(string members, string body, string? contentType)
    {
        await hub.StartAsync();
        using var response = await StructuredAsync($$"""{"specversion":"1.0","id":"1","source":"/s","type":"t",{{members}}}""");
        await response.AcceptedAsync();
        Assert.Equal(body, await hub.Context.Single.TextAsync());
        Assert.Equal(contentType, hub.Context.Single.ContentType);
    }

    [Fact]
    public async Task The_same_event_is_a_duplicate_in_either_mode_and_a_like_id_of_another_source_is_not()
    {
        await hub.StartAsync();
        using var binary = await hub.PostAsync("/event/orders", "{}", Binary());
        using var structured = await StructuredAsync("""{"specversion":"1.0","id":"1","source":"/shop","type":"order.created"}""");
        using var other = await StructuredAsync("""{"specversion":"1.0","id":"1","source":"/store","type":"order.created"}""");

        Assert.False(await DuplicateAsync(binary));
        Assert.True(await DuplicateAsync(structured));
        Assert.False(await DuplicateAsync(other));

        static async Task<bool> DuplicateAsync(HttpResponseMessage response) =>
            (await response.AcceptedAsync()).GetProperty("calls")[0].GetProperty("duplicate").GetBoolean();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s"}""")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"t"}""")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/s","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"t"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","X":"1","x":"2"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","x-y":"1"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","a\r\nX-Evil: 1":"1"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","x":{"deep":1}}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","x":"\ud800"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"yesterday"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-05-04"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"text/plain\r\nX-Evil: 1"}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":7}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":1,"data_base64":"aA=="}""")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"?"}""")]
    public async Task A_malformed_envelope_reaches_nobody(string json)
    {
        await hub.StartAsync();
        using var response = await StructuredAsync(json);
        await response.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task An_envelope_nested_without_end_reaches_nobody()
    {
        await hub.StartAsync();
        using var response = await StructuredAsync("""{"data":""" + new string('[', 100_000));
        await response.RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("ce-specversion")]
    [InlineData("ce-id")]
    [InlineData("ce-source")]
    [InlineData("ce-type")]
    public async Task In_binary_mode_every_required_attribute_must_be_there(string missing)
    {
        await hub.StartAsync();
        using var response = await hub.PostAsync("/event/orders", "{}", [.. Binary().Where(header => header.Item1 != missing)]);
        Assert.Contains(missing[3..], await response.RefusedAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identities_are_not_endless()
    {
        await hub.StartAsync();
        using var response = await StructuredAsync($$"""{"specversion":"1.0","id":"{{new string('1', 1100)}}","source":"/s","type":"t"}""");
        await response.RefusedAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("application/cloudevents+avro")]
    [InlineData("application/cloudevents+xml")]
    public async Task Other_formats_are_told_what_is_understood(string type)
    {
        await hub.StartAsync();
        using var content = new StringContent("[]", Encoding.UTF8, type);
        using var response = await hub.PostAsync("/event/orders", content);
        await response.RefusedAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(254, HttpStatusCode.Accepted)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task Data_may_be_nested_as_deep_as_any_payload(int depth, HttpStatusCode status)
    {
        await hub.StartAsync();
        var nested = new string('[', depth) + new string(']', depth);
        using var response = await StructuredAsync($$"""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{{nested}}}""");
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.BadRequest)
            Assert.Contains("nested more than 256 deep", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> StructuredAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/cloudevents+json");
        return await hub.PostAsync("/event/orders", content);
    }

    private static (string, string)[] Binary(params (string, string)[] more) =>
        [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/shop"), ("ce-type", "order.created"), .. more];
}

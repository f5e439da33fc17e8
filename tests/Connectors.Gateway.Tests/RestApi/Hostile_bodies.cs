using System.Diagnostics;
using System.Net;
using System.Text;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.RestApi;

/// <summary>Bodies of the REST API that are made to hurt.</summary>
public sealed class Hostile_bodies
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bombs => new()
    {
        { new string('[', 500_000), "" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "" },
        { $$"""{"service":"ok","image":"x","labels":{"a":{{string.Concat(Enumerable.Repeat("[", 100))}}""", "" },
        { $$"""{"service":"{{new string('x', 900_000)}}","image":"x"}""", "function name 'xxx" },
        { $$"""{"service":"ok","image":"x","secrets":[{{string.Join(',', Enumerable.Repeat("\"A\"", 200_000))}}]}""", "and 199990 more" },
        { $$"""{"{{new string('x', 900_000)}}":1,"service":"a b"}""", "function name 'a b'" },
        { """{"service":"ok","image":"x","service":"other"}""", "stands in it twice" },
        { """{"service":"ok","image":"x","labels":{"a":"1","a":"2"}}""", "stands in it twice" },
        { """{"service":"ok","image":"x","labels":{"a":null}}""", "label 'a' has no value" },
        { """{"service":"ok","image":"x","annotations":{"topic":null}}""", "annotation 'topic' has no value" },
        { """{"service":"ok","image":"x","labels":{"":"b"}}""", "label '' is not a valid name" },
        { """{"service":"ok","image":"x","labels":{"a\nb":"c"}}""", "label 'a?b' is not a valid name" },
        { """{"service":"ok","image":"x","envVars":{"A":null}}""", "environment variable 'A' has no value" },
        { """{"service":"ok","image":"x","constraints":[null]}""", "one of the constraints is null" },
        { """{"service":"ok","image":"x","secrets":[null]}""", "secret" },
        { """{"service":1,"image":"x"}""", "the value of service is of another kind than this field takes" },
        { """{"service":"ok","image":"x","labels":["a"]}""", "the value of labels is of another kind than this field takes" },
        { """{"service":"ok","image":"x","labels":{"a":1}}""", "the value of labels.a is of another kind than this field takes" },
        { """{"service":"ok","image":"x","readOnlyRootFilesystem":"yes"}""", "the value of readOnlyRootFilesystem is of another kind than this field takes" },
        { """{"service":"ok","image":"x",}""", "(line 1, byte " },
        { "[]", "it is of another kind than this call takes" },
        { "{\"service\":\"\ud800\"}", "" },
        { """{"service":"\ud800","image":"x"}""", "" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Each_is_400_with_one_short_line_and_deploys_nothing(string body, string words)
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, "/system/functions", new ByteArrayContent(Encoding.UTF8.GetBytes(body)));
        var line = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {line}");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(words, line);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("System.", line);
        Assert.InRange(line.Length, 1, 4096);
        Assert.Equal("[]", await (await host.SendAsync(HttpMethod.Get, "/system/functions")).Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("POST", "/system/functions"), InlineData("PUT", "/system/functions"), InlineData("DELETE", "/system/functions"), InlineData("POST", "/system/scale-function/echo")]
    [InlineData("POST", "/system/secrets"), InlineData("PUT", "/system/secrets"), InlineData("POST", "/system/namespace/"), InlineData("POST", "/system/alert")]
    public async Task A_hundred_megabytes_are_413_before_they_are_sent_and_take_no_memory(string method, string path)
    {
        await using var host = await GatewayHost.StartAsync();
        var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        foreach (var framing in new[] { "Content-Length: 104857600", "Transfer-Encoding: chunked" })
        {
            using var raw = await RawConnection.OpenAsync(host.Address);
            await raw.SendAsync($"{method} {path} HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\n{framing}\r\n\r\n");
            var answer = raw.ReadToEndAsync();
            var sent = await SendWhileWaitedForAsync(raw, answer, framing.StartsWith('T'));
            Assert.StartsWith("HTTP/1.1 413", await answer);
            Assert.InRange(sent, 0, 16 << 20);
        }

        process.Refresh();
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, 64 << 20);
    }

    [Fact]
    public async Task An_endless_body_that_nobody_reads_is_not_taken()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var request in new[] { "GET /system/functions", "GET /system/info", "POST /system/nothing", "POST /nothing" })
        {
            using var raw = await RawConnection.OpenAsync(host.Address);
            await raw.SendAsync($"{request} HTTP/1.1\r\nHost: g\r\nAuthorization: {GatewayHost.Admin}\r\nContent-Length: 104857600\r\n\r\n");
            var answer = raw.ReadToEndAsync();
            Assert.InRange(await SendWhileWaitedForAsync(raw, answer, chunked: false), 0, 100 << 20);
            Assert.StartsWith("HTTP/1.1 ", await answer);
        }
    }

    private static async Task<long> SendWhileWaitedForAsync(RawConnection raw, Task answer, bool chunked)
    {
        var block = new string(' ', 64 << 10);
        var piece = chunked ? $"{block.Length:x}\r\n{block}\r\n" : block;
        var sent = 0L;
        try
        {
            for (; sent < 100 << 20 && !answer.IsCompleted; sent += block.Length)
                await raw.SendAsync(piece);
        }
        catch (IOException)
        {
            // It takes no more.
        }
        return sent;
    }
}

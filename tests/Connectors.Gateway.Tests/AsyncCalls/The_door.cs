using System.Net;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.AsyncCalls;

public sealed class The_door
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("slow", "slow")]
    [InlineData("a\u0007b", "faas-request")]
    public async Task A_queue_that_cannot_be_is_the_default_one(string annotation, string queue)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add(new FunctionStatus { Name = "echo", Image = "any", Annotations = new Dictionary<string, string> { [KnownAnnotations.Queue] = annotation } });

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(queue, host.Queue.Stored.Single().Invocation.Queue);
    }

    [Fact]
    public async Task A_call_is_queued_whole_and_answered_202_with_an_empty_body()
    {
        await using var host = await StartAsync();
        var content = new StringContent("hello", Encoding.UTF8, "application/json");

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo/a%2Fb?c=d", content, false,
            ("X-Callback-Url", "http://127.0.0.1:9/done"), ("X-Ordering-Key", "k"), ("Idempotency-Key", "once"), ("X-Mine", "1"), ("X-Mine", "2"),
            ("Connection", "X-Hop"), ("X-Hop", "gone"), ("Authorization", "Bearer f"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.Equal("1893553445000000000", response.Headers.GetValues("X-Start-Time").Single());
        var id = response.Headers.GetValues("X-Call-Id").Single();
        Assert.False(response.Headers.Contains("X-Duplicate"));
        var (stored, body) = Assert.Single(host.Queue.Stored);
        Assert.Equal("hello", Encoding.UTF8.GetString(body));
        Assert.Equal(("faas-request", "POST", "/a%2Fb?c=d"), (stored.Queue, stored.Method, stored.PathAndQuery));
        Assert.Equal(new FunctionName("echo", "openfaas-fn"), stored.Function);
        Assert.Equal(new Uri("http://127.0.0.1:9/done"), stored.CallbackUrl);
        Assert.Equal(new DeduplicationKey("key", "once"), stored.Deduplication);
        Assert.Equal("k", stored.OrderingKey);
        Assert.True(stored.KeepResult);
        Assert.Null(stored.NotBefore);
        Assert.Equal(["1, 2"], stored.Headers.Where(header => header.Key == "X-Mine").Select(header => header.Value));
        Assert.Equal("application/json; charset=utf-8", stored.Headers.First("Content-Type"));
        Assert.Equal("Bearer f", stored.Headers.First("Authorization"));
        Assert.Equal(host.Address.Authority, stored.Headers.First("X-Forwarded-Host"));
        Assert.Matches(@"^127\.0\.0\.1:\d+$", stored.Headers.First("X-Forwarded-For")!);
        foreach (var name in new[] { "Host", "Content-Length", "Connection", "X-Hop", "X-Callback-Url", "X-Ordering-Key", "Idempotency-Key", "X-Call-Id", "Transfer-Encoding" })
            Assert.Null(stored.Headers.First(name));
        Assert.Equal(id, host.Queue.Record(id).CallId);
    }

    [Fact]
    public async Task Annotations_choose_the_queue_and_whether_results_are_kept()
    {
        await using var host = await StartAsync();
        host.Provider.Add(new FunctionStatus
        {
            Name = "slow",
            Namespace = "team",
            Annotations = new Dictionary<string, string> { ["com.openfaas.queue"] = "slow-queue", ["com.openfaas.result.store"] = "none" },
        });

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/slow.team", admin: false);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (stored, body) = Assert.Single(host.Queue.Stored);
        Assert.Equal("slow-queue", stored.Queue);
        Assert.False(stored.KeepResult);
        Assert.Empty(body);
    }

    [Fact]
    public async Task A_duplicate_is_answered_with_the_first_id()
    {
        await using var host = await StartAsync();

        using var first = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("Idempotency-Key", "once"));
        using var second = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("Idempotency-Key", "once"));

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(first.Headers.GetValues("X-Call-Id").Single(), second.Headers.GetValues("X-Call-Id").Single());
        Assert.Equal("true", second.Headers.GetValues("X-Duplicate").Single());
        Assert.Single(host.Queue.Stored);
    }

    [Theory]
    [InlineData("X-Callback-Url", "not a url")]
    [InlineData("X-Callback-Url", "ftp://example.com/")]
    [InlineData("X-Callback-Url", "/relative")]
    [InlineData("X-Callback-Url", "")]
    [InlineData("X-Callback-Url", "http://169.254.169.254/latest/meta-data")]
    [InlineData("X-Callback-Url", "http://[::ffff:169.254.169.254]/")]
    [InlineData("X-Delay", "soon")]
    [InlineData("X-Delay", "-1s")]
    [InlineData("X-Delay", "10000h")]
    [InlineData("X-Delay", "")]
    [InlineData("X-Not-Before", "tomorrow")]
    [InlineData("X-Not-Before", "2030-01-01")]
    [InlineData("X-Not-Before", "9999-01-01T00:00:00Z")]
    [InlineData("X-Not-Before", "2030-13-01T00:00:00Z")]
    [InlineData("Idempotency-Key", "")]
    [InlineData("X-Ordering-Key", "")]
    public async Task A_header_that_cannot_be_followed_is_400_and_nothing_is_queued(string name, string value)
    {
        await using var host = await StartAsync();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST /async-function/echo HTTP/1.1\r\nHost: g\r\n{name}: {value}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("X-OpenFaaS-Internal: gateway", answer);
        Assert.Empty(host.Queue.Stored);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("721h")]
    [InlineData("99999999h")]
    public async Task A_delay_that_cannot_be_is_told_with_the_longest_that_can(string delay)
    {
        await using var host = await StartAsync();
        using var answer = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Delay", delay));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("gateway.max-delay, 720h0m0s", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_have_a_longest_length()
    {
        await using var host = await StartAsync();

        using var fits = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("Idempotency-Key", new string('k', 1024)));
        using var tooLong = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("Idempotency-Key", new string('k', 1025)));
        using var both = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Delay", "1s"), ("X-Not-Before", "2000-01-01T00:00:00Z"));

        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, both.StatusCode);
    }

    [Fact]
    public async Task Delays_become_a_time()
    {
        await using var host = await StartAsync();

        using var delayed = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Delay", "1h30m"));
        using var past = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Not-Before", "2000-01-01T00:00:00+02:00"));

        var due = host.Queue.Stored.First().Invocation.NotBefore!.Value;
        Assert.InRange(due, TimeProvider.System.GetUtcNow().AddMinutes(85), TimeProvider.System.GetUtcNow().AddMinutes(90));
        Assert.Null(host.Queue.Stored.Last().Invocation.NotBefore);
        Assert.Equal(HttpStatusCode.Accepted, past.StatusCode);
    }

    [Theory]
    [InlineData("kept_1", true)]
    [InlineData("a.b", false)]
    [InlineData("\u00e9", false)]
    public async Task A_sent_call_id_is_asked_for_as_sent(string sent, bool kept)
    {
        await using var host = await StartAsync();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST /async-function/echo HTTP/1.1\r\nHost: g\r\nX-Call-Id: {sent}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.Equal(kept, answer.Contains($"X-Call-Id: {sent}\r\n", StringComparison.Ordinal));
        Assert.Equal(sent == "\u00e9" ? "%C3%A9" : sent, host.Queue.Stored.Single().Invocation.RequestedCallId);
    }

    [Fact]
    public async Task A_known_call_id_is_replaced()
    {
        await using var host = await StartAsync();

        using var first = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Call-Id", "mine"));
        using var second = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Call-Id", "mine"));

        Assert.Equal("mine", first.Headers.GetValues("X-Call-Id").Single());
        Assert.NotEqual("mine", second.Headers.GetValues("X-Call-Id").Single());
        Assert.Equal("mine", host.Queue.Record(second.Headers.GetValues("X-Call-Id").Single()).CorrelationId);
    }

    [Theory]
    [InlineData("missing"), InlineData("Echo"), InlineData("echo.elsewhere"), InlineData("x/../echo")]
    public async Task An_unknown_function_is_404(string name)
    {
        await using var host = await StartAsync();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST /async-function/{name} HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 404", await raw.ReadToEndAsync());
        Assert.Empty(host.Queue.Stored);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_and_the_connection_is_not_held()
    {
        await using var host = await StartAsync(settings => settings.MaxBodyBytes = new(1000));

        using var declared = await RawConnection.OpenAsync(host.Address);
        await declared.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 100000000\r\n\r\n");
        var answer = await declared.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 413", answer);
        Assert.Contains("gateway.max-body-bytes", answer);

        using var expecting = await RawConnection.OpenAsync(host.Address);
        await expecting.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 100000000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", await expecting.ReadToEndAsync());

        using var chunked = await RawConnection.OpenAsync(host.Address);
        await chunked.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n5dc\r\n" + new string('x', 1500) + "\r\n");
        Assert.StartsWith("HTTP/1.1 413", await chunked.ReadToEndAsync());

        Assert.Empty(host.Queue.Stored);
    }

    [Fact]
    public async Task A_body_that_stalls_is_408_and_nothing_is_queued()
    {
        await using var host = await StartAsync(settings => settings.ReadTimeout = TimeSpan.FromMilliseconds(300));

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\nhalf");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("the request body stalled for 300ms", answer);
        Assert.Empty(host.Queue.Stored);
    }

    [Fact]
    public async Task A_caller_that_leaves_midway_queues_nothing()
    {
        await using var host = await StartAsync();

        var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\nhalf");
        raw.Dispose();
        using var after = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("whole"), admin: false);

        Assert.Equal("whole", Encoding.UTF8.GetString(Assert.Single(host.Queue.Stored).Body));
    }

    [Fact]
    public async Task A_queue_that_is_away_is_503_with_retry_after()
    {
        await using var host = await StartAsync();
        host.Queue.Away = new QueueUnavailableException("the disk of the queue is full; make room") { RetryAfter = TimeSpan.FromSeconds(7) };

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: false);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal("the disk of the queue is full; make room", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_call_too_large_for_the_queue_is_431_and_not_to_be_tried_again()
    {
        await using var host = await StartAsync();
        host.Queue.Away = new InvocationTooLargeException("the headers are larger than max_payload");

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", new StringContent("x"), admin: false);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal("the headers are larger than max_payload", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Without_a_queue_there_is_no_such_route()
    {
        await using var host = await GatewayHost.StartAsync(withQueue: false);
        await host.FunctionAsync("echo", _ => Task.CompletedTask);

        using var response = await host.SendAsync(HttpMethod.Post, "/async-function/echo", admin: false);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(change);
        host.Provider.Add("echo");
        return host;
    }
}

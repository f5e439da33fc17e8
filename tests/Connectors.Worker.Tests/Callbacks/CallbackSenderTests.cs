using System.Net;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Worker.Tests.Callbacks;

public sealed class CallbackSenderTests : IAsyncDisposable
{
    private readonly WorkerRig rig = new();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task The_target_gets_the_result_as_a_post_with_the_functions_headers_and_ours()
    {
        await using var target = await CallbackTarget.AnsweringAsync(202);
        var headers = new InvocationHeaders
        {
            { "Content-Type", "application/json" }, { "X-Own", "a" }, { "X-Own", "b" }, { "Set-Cookie", "c=1" }, { "Content-Language", "fr" }, { "X-Latin", "é" },
            { "X-Callback-Url", "http://127.0.0.1/again" }, { "Idempotency-Key", "k" }, { "X-Delay", "1s" }, { "Authorization", "Basic x" },
        };
        var delivery = FakeCallbackLease.To(target.Url, headers: headers, status: 201) with { CorrelationId = "order 7" };
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(delivery));
        var request = Assert.Single(target.Requests);
        Assert.Equal(("POST", "/done?id=1", "HELLO"), (request.Method, request.PathAndQuery, Encoding.UTF8.GetString(request.Body)));
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("fr", request.Headers["Content-Language"]);
        Assert.Equal("c=1", request.Headers["Set-Cookie"]);
        Assert.Contains("a", request.Headers["X-Own"]);
        Assert.Contains("b", request.Headers["X-Own"]);
        Assert.Equal("é", request.Headers["X-Latin"]);
        Assert.Equal("5", request.Headers["Content-Length"]);
        Assert.Equal("call-1", request.Headers["X-Call-Id"]);
        Assert.Equal("order 7", request.Headers["X-Correlation-Id"]);
        Assert.Equal("shout", request.Headers["X-Function-Name"]);
        Assert.Equal("201", request.Headers["X-Function-Status"]);
        Assert.Equal("0.25", request.Headers["X-Duration-Seconds"]);
        Assert.Equal("2", request.Headers["X-Retry"]);
        Assert.Equal("9", request.Headers["X-Retry-Max"]);
        Assert.StartsWith("connectors-worker/0.", request.Headers["User-Agent"]);
        Assert.DoesNotContain("webhook-signature", request.Headers.Keys);
        Assert.Empty(request.Headers.Keys.Intersect(["X-Callback-Url", "Idempotency-Key", "X-Delay", "Authorization"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_unreachable_function_is_reported_with_503_and_no_body()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        await SendAsync(FakeCallbackLease.To(target.Url, InvocationBody.Empty, [], 503));
        var request = Assert.Single(target.Requests);
        Assert.Equal(("503", "0"), (request.Headers["X-Function-Status"], request.Headers["Content-Length"]));
        Assert.Empty(request.Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_result_streams(bool knowsLength)
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(FakeCallbackLease.To(target.Url, new StoredBody(bytes, knowsLength))));
        var request = Assert.Single(target.Requests);
        Assert.Equal(bytes, request.Body);
        Assert.Equal(knowsLength, request.Headers.ContainsKey("Content-Length"));
    }

    [Fact]
    public async Task Headers_of_a_function_cannot_inject_or_pose_as_ours()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        var headers = new InvocationHeaders
        {
            { "X-Break", "a\r\nX-Injected: 1" }, { "X-Feed", "a\nX-Injected: 1" }, { "X-Null", "a\0b" }, { "X-Bad\r\nX-Injected", "1" }, { "Bad Name", "1" }, { "", "1" },
            { "X-Call-Id", "spoofed" }, { "User-Agent", "spoofed" }, { "webhook-signature", "v1,spoofed" }, { "X-Function-Status", "999" },
            { "Content-Length", "1" }, { "Transfer-Encoding", "chunked" }, { "Connection", "close, X-Hop" }, { "X-Hop", "1" }, { "Host", "evil.example" }, { "X-Good", "yes" }, { "X-Wide", "日本" },
        };
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(FakeCallbackLease.To(target.Url, headers: headers)));
        var request = Assert.Single(target.Requests);
        Assert.Equal("yes", request.Headers["X-Good"]);
        Assert.Equal("call-1", request.Headers["X-Call-Id"]);
        Assert.Equal("200", request.Headers["X-Function-Status"]);
        Assert.Equal("5", request.Headers["Content-Length"]);
        Assert.Equal($"127.0.0.1:{target.Port}", request.Headers["Host"]);
        Assert.DoesNotContain(request.Headers.Values, value => value.Contains("spoofed"));
        string[] gone = ["X-Injected", "X-Break", "X-Feed", "X-Null", "X-Hop", "X-Wide", "webhook-signature", "Transfer-Encoding"];
        Assert.Empty(request.Headers.Keys.Intersect(gone));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Anything_but_2xx_is_tried_again_and_no_redirect_followed(int status)
    {
        await using var elsewhere = await CallbackTarget.AnsweringAsync(200);
        await using var target = await CallbackTarget.AnsweringAsync(status, ("Location", elsewhere.Url.ToString()));
        var retry = Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(FakeCallbackLease.To(target.Url)));
        Assert.StartsWith($"the target answered {status}", retry.Error);
        Assert.InRange(retry.Delay.TotalSeconds, 5, 10);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Retry_after_of_the_target_wins()
    {
        await using var target = await CallbackTarget.AnsweringAsync(503, ("Retry-After", "600"));
        Assert.Equal(600, Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(FakeCallbackLease.To(target.Url))).Delay.TotalSeconds);
    }

    [Fact]
    public async Task Gone_is_dead_at_once_and_so_is_the_last_try()
    {
        await using var gone = await CallbackTarget.AnsweringAsync(410);
        await using var failing = await CallbackTarget.AnsweringAsync(500);
        Assert.Contains("410", Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(gone.Url))).Error);
        Assert.Equal("try 10 of 10: the target answered 500", Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(failing.Url), 10)).Error);
        Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(failing.Url), 11));
        Assert.Single(failing.Requests);
    }

    [Fact]
    public async Task A_target_that_never_answers_is_left_after_the_timeout()
    {
        await using var target = await CallbackTarget.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var sending = SendAsync(FakeCallbackLease.To(target.Url));
        await Poll.UntilAsync(() => !target.Requests.IsEmpty);
        Assert.False(sending.IsCompleted);
        await Poll.UntilAsync(() => sending.IsCompleted, rig.Time, TimeSpan.FromSeconds(10));
        Assert.Equal("no answer within 1m0s", Assert.IsType<CallbackOutcome.RetryAfter>(await sending).Error);
    }

    [Fact]
    public async Task A_target_that_answers_without_end_has_taken_the_callback()
    {
        await using var target = await CallbackTarget.StartAsync(async context =>
        {
            var chunk = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(FakeCallbackLease.To(target.Url)).Soon());
    }

    [Fact]
    public async Task A_target_that_answers_2xx_and_then_stalls_has_taken_the_callback()
    {
        var answered = new TaskCompletionSource();
        await using var target = await CallbackTarget.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("taken"u8.ToArray());
            await context.Response.Body.FlushAsync();
            answered.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var sending = SendAsync(FakeCallbackLease.To(target.Url));
        await answered.Task.Soon();
        await Poll.UntilAsync(() => sending.IsCompleted, rig.Time);
        Assert.IsType<CallbackOutcome.Delivered>(await sending);
    }

    [Fact]
    public async Task A_target_that_resets_is_tried_again()
    {
        await using var target = await CallbackTarget.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(FakeCallbackLease.To(target.Url)).Soon());
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_tried_again()
    {
        var target = await CallbackTarget.AnsweringAsync(200);
        var url = target.Url;
        await target.DisposeAsync();
        Assert.Contains("refused", Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(FakeCallbackLease.To(url)).Soon()).Error);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://2852039166/")]
    public async Task A_metadata_address_is_dead_at_once(string url) =>
        Assert.Contains("not allowed", Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(new Uri(url))).Soon()).Error);

    [Fact]
    public async Task A_name_that_resolves_to_a_forbidden_address_is_dead_at_once()
    {
        Resolve("169.254.169.254");
        var dead = Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(new Uri("http://innocent.example/"))).Soon());
        Assert.Equal("callbacks to innocent.example at 169.254.169.254 are not allowed by callback.allow", dead.Error);
    }

    [Fact]
    public async Task Only_the_allowed_addresses_of_a_name_are_connected_to_and_it_is_resolved_once()
    {
        await using var target = await CallbackTarget.AnsweringAsync(200);
        var resolved = Resolve("169.254.169.254", "127.0.0.1");
        var url = new Uri($"http://innocent.example:{target.Port}/done");
        Assert.IsType<CallbackOutcome.Delivered>(await SendAsync(FakeCallbackLease.To(url)).Soon());
        Assert.Equal($"innocent.example:{target.Port}", Assert.Single(target.Requests).Headers["Host"]);
        Assert.Equal(["innocent.example"], resolved);
    }

    [Fact]
    public async Task A_name_outside_the_allowed_networks_is_dead_at_once()
    {
        rig.Callback.Allow = ["10.0.0.0/8"];
        Resolve("127.0.0.1");
        Assert.IsType<CallbackOutcome.Dead>(await SendAsync(FakeCallbackLease.To(new Uri("http://inside.example/"))).Soon());
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_tried_again()
    {
        Resolve();
        Assert.IsType<CallbackOutcome.RetryAfter>(await SendAsync(FakeCallbackLease.To(new Uri("http://nowhere.example/"))).Soon());
    }

    private List<string> Resolve(params string[] addresses)
    {
        var asked = new List<string>();
        rig.Configure = services => services.AddSingleton<ResolveHost>((host, _) =>
        {
            asked.Add(host);
            return Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
        });
        return asked;
    }

    private Task<CallbackOutcome> SendAsync(CallbackDelivery delivery, int attempt = 1) =>
        rig.Sender.SendAsync(delivery, attempt, TestContext.Current.CancellationToken);
}

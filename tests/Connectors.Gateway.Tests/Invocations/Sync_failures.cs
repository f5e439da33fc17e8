using System.Net;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Sync_failures
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_ready_replica_is_503_with_the_reason_and_a_dead_one_502()
    {
        await using var host = await GatewayHost.StartAsync(scaling: new ScalingSettings { FromZero = false });
        host.Provider.Add("starting");
        host.Provider.SetEndpoints("starting", new FunctionEndpoints([], 1, "exited with code 3"));
        host.Provider.Add("asleep");
        host.Provider.Add("dead", new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/"));

        await Check("starting", 503, "function starting.openfaas-fn has no ready replica: exited with code 3");
        await Check("asleep", 503, "function asleep.openfaas-fn is scaled to zero");
        await Check("dead", 502, "function dead.openfaas-fn took no connection");

        async Task Check(string name, int status, string line)
        {
            using var response = await host.SendAsync(HttpMethod.Post, $"/function/{name}", new StringContent("x"), admin: false);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith(line, await response.Content.ReadAsStringAsync(Cancel));
            Assert.Equal("gateway", response.Headers.GetValues("X-OpenFaaS-Internal").Single());
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
            Assert.True(response.Headers.Contains("X-Call-Id"));
            Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
        }
    }

    [Fact]
    public async Task A_replica_that_takes_no_connection_is_passed_over()
    {
        await using var host = await GatewayHost.StartAsync();
        var live = await host.FunctionAsync("echo", Sync_calls.Echo);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/"), live.Address], 2));

        for (var i = 0; i < 4; i++)
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("hello"), admin: false);
            Assert.Equal("POST hello", await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_replica_whose_watchdog_refuses_is_passed_over()
    {
        await using var host = await GatewayHost.StartAsync();
        var refusing = await host.FunctionAsync("two", context => WorkerCallConformance.RefuseAsync(context, "This replica is stopping."));
        var serving = await host.FunctionAsync("two", Sync_calls.Echo);
        host.Provider.SetEndpoints("two", new FunctionEndpoints([refusing.Address, serving.Address], 2));
        host.Provider.Add("stops", refusing.Address);

        for (var i = 0; i < 4; i++)
        {
            using var served = await host.SendAsync(HttpMethod.Get, "/function/two", admin: false);
            Assert.Equal((HttpStatusCode.OK, "GET "), (served.StatusCode, await served.Content.ReadAsStringAsync(Cancel)));
        }
        using var refused = await host.SendAsync(HttpMethod.Post, "/function/stops", new StringContent("body"), admin: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("gateway", refused.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal("function stops.openfaas-fn took no request: This replica is stopping.", await refused.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_silent_function_is_504_and_its_request_is_aborted()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(300));
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("silent", async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        using var response = await host.SendAsync(HttpMethod.Post, "/function/silent", new StringContent("x"), admin: false);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("function silent.openfaas-fn timed out: it sent nothing for 300ms", await response.Content.ReadAsStringAsync(Cancel));
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Theory]
    [InlineData("Content-Length: 1", "x", "504", "function half.openfaas-fn timed out: it sent nothing for 300ms")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nx\r\n0\r\n\r\n", "504", "function half.openfaas-fn timed out: it sent nothing for 300ms")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 1", "x", "504", "function half.openfaas-fn timed out: it sent nothing for 300ms")]
    public async Task One_that_is_silent_after_the_head_of_its_answer_is_504(string framing, string body, string status, string words)
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(300));
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("half", async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            context.Response.Headers["X-Mine"] = "yes";
            await context.Request.Body.ReadExactlyAsync(new byte[1], CancellationToken.None);
            await context.Response.Body.FlushAsync(CancellationToken.None);
            await aborted.Task;
        });
        using var raw = await RawConnection.OpenAsync(host.Address);

        await raw.SendAsync($"POST /function/half HTTP/1.1\r\nHost: g\r\nX-Call-Id: one\r\n{framing}\r\n\r\n{body}");
        var answer = (await raw.ReadUntilAsync(words)).Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal);

        Assert.StartsWith($"HTTP/1.1 {status}", answer);
        Assert.Contains("X-Call-Id: one", answer);
        Assert.Contains("X-OpenFaaS-Internal: gateway", answer);
        Assert.DoesNotContain("X-Mine", answer);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_function_that_breaks_off_shows_as_a_break_or_as_502()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("before", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("midway", async context =>
        {
            await context.Response.WriteAsync("half", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await begun.Task;
            context.Abort();
        });

        using var before = await host.SendAsync(HttpMethod.Post, "/function/before", new StringContent("x"), admin: false);
        using var midway = await host.SendAsync(HttpMethod.Post, "/function/midway", new StringContent("x"), admin: false);

        begun.SetResult();
        Assert.Equal(HttpStatusCode.BadGateway, before.StatusCode);
        Assert.Contains("before.openfaas-fn broke off", await before.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, midway.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => midway.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("slow", async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/slow HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\n\r\n");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        raw.Dispose();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }
}

using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>What every invoker must do, in the gateway's process and apart from it.</summary>
public abstract class WorkerCallConformance
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract IInvoker InvokerOf(GatewayHost host);

    /// <summary>What is said of an answer that stopped coming; the breaking connection cannot say it.</summary>
    private protected abstract string StallWords { get; }

    [Fact]
    public async Task A_call_beyond_the_functions_limit_has_not_reached_it()
    {
        await using var host = await GatewayHost.StartAsync();
        var held = await HeldFunction.StartAsync(host, "one", limit: "1");
        var invoker = InvokerOf(host);
        var first = invoker.InvokeAsync(new InvokerRequest { Function = Name("one") }, Cancel);
        await held.ArrivedAsync(1);

        using var second = await invoker.InvokeAsync(new InvokerRequest { Function = Name("one") }, Cancel);
        held.Release();
        using var done = await first;

        Assert.Equal((InvokerVerdict.Unreachable, 429), (second.Verdict, second.Status));
        Assert.Contains("function one.openfaas-fn has as many calls under way as its annotation com.openfaas.limit.concurrency allows: 1", second.Error);
        Assert.Equal((InvokerVerdict.Answered, 200), (done.Verdict, done.Status));
    }

    [Fact]
    public async Task A_call_arrives_as_it_was_queued_and_its_answer_comes_back()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            context.Response.Headers["X-Seen"] = string.Join('|', new[] { "X-Call-Id", "X-Topic", "Content-Type", "X-Odd" }.Select(name => context.Request.Headers[name].ToString()));
            context.Response.Headers["X-Started"] = context.Request.Headers["X-Start-Time"];
            context.Response.Headers["X-OpenFaaS-Internal"] = "gateway";
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            await context.Response.WriteAsync($"{context.Request.Method} {await reader.ReadToEndAsync(Cancel)}", Cancel);
        });

        using var reply = await InvokerOf(host).InvokeAsync(new InvokerRequest
        {
            Function = Name("echo"),
            Method = "PUT",
            PathAndQuery = "/a%2Fb?c=d",
            Headers = new InvocationHeaders
            {
                { "X-Call-Id", "id-1" }, { "X-Topic", "one" }, { "X-Topic", "two" }, { "content-type", "application/json" },
                { "X-Odd", "a\r\nX-Injected: 1\u2713" }, { "Connection", "close" }, { "Content-Length", "99" }, { "Host", "elsewhere" },
            },
            Body = InvocationBody.FromMemory("{}"u8.ToArray()),
        }, Cancel);

        Assert.Equal(InvokerVerdict.Answered, reply.Verdict);
        Assert.Equal(418, reply.Status);
        Assert.Equal("/a%2Fb?c=d", reply.Headers.First("x-target"));
        Assert.Equal("id-1|one,two|application/json|a%0D%0AX-Injected: 1%E2%9C%93", reply.Headers.First("X-Seen")!.Replace(", ", ","));
        Assert.Matches("^[0-9]{19}$", reply.Headers.First("X-Started")!);
        Assert.Null(reply.Headers.First("X-OpenFaaS-Internal"));
        Assert.Null(reply.Headers.First("Transfer-Encoding"));
        Assert.Equal("application/json", reply.Headers.First("Content-Type"));
        Assert.Equal("PUT {}", await TextOf(reply));
    }

    [Fact]
    public async Task A_body_from_a_stream_is_sent_whole()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("count", async context =>
        {
            var (buffer, total) = (new byte[4096], 0L);
            while (await context.Request.Body.ReadAsync(buffer, Cancel) is > 0 and var count)
                total += count;
            await context.Response.WriteAsync($"{total} {context.Request.ContentLength}", Cancel);
        });

        using var known = await InvokerOf(host).InvokeAsync(Call("count") with { Body = InvocationBody.FromStream(new MemoryStream(new byte[300_000]), 300_000) }, Cancel);
        using var unknown = await InvokerOf(host).InvokeAsync(Call("count") with { Body = InvocationBody.FromStream(new MemoryStream(new byte[300_000])) }, Cancel);
        using var none = await InvokerOf(host).InvokeAsync(Call("count"), Cancel);

        Assert.Equal("300000 300000", await TextOf(known));
        Assert.Equal("300000 ", await TextOf(unknown));
        Assert.Equal("0 0", await TextOf(none));
    }

    [Fact]
    public async Task What_was_never_reached_is_told_from_what_failed()
    {
        await using var host = await GatewayHost.StartAsync(
            settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(300), scaling: new ScalingSettings { ReadyTimeout = TimeSpan.FromMilliseconds(300) });
        host.Provider.Add("asleep");
        host.Provider.Add("dead", new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/"));
        await host.FunctionAsync("silent", context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        await host.FunctionAsync("breaks", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await Check("missing", InvokerVerdict.UnknownFunction, 404);
        await Check("asleep", InvokerVerdict.Unreachable, 503);
        await Check("dead", InvokerVerdict.Unreachable, 502);
        await Check("silent", InvokerVerdict.Failed, 504);
        await Check("breaks", InvokerVerdict.Failed, 502);

        async Task Check(string name, InvokerVerdict verdict, int status)
        {
            using var reply = await InvokerOf(host).InvokeAsync(Call(name), Cancel);
            Assert.Equal((verdict, status), (reply.Verdict, reply.Status));
            Assert.Contains(name, reply.Error);
        }
    }

    [Fact]
    public async Task A_watchdogs_refusal_is_no_answer_of_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("stops", context => RefuseAsync(context, "This replica is stopping."));
        await host.FunctionAsync("busy", context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers["X-OpenFaaS-Internal"] = "gateway";
            return Task.CompletedTask;
        });

        using var refused = await InvokerOf(host).InvokeAsync(Call("stops"), Cancel);
        using var own = await InvokerOf(host).InvokeAsync(Call("busy"), Cancel);

        Assert.Equal((InvokerVerdict.Unreachable, 503), (refused.Verdict, refused.Status));
        Assert.Equal("function stops.openfaas-fn took no request: This replica is stopping.", refused.Error);
        Assert.Equal((InvokerVerdict.Answered, 503), (own.Verdict, own.Status));
        Assert.Null(own.Headers.First("X-OpenFaaS-Internal"));
    }

    [Fact]
    public async Task An_answer_that_stops_midway_throws_while_it_is_read()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(500));
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("breaks", async context =>
        {
            await Half(context);
            await read.Task;
            context.Abort();
        });
        await host.FunctionAsync("stalls", async context =>
        {
            await Half(context);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        using var breaks = await InvokerOf(host).InvokeAsync(Call("breaks"), Cancel);
        using var stalls = await InvokerOf(host).InvokeAsync(Call("stalls"), Cancel);
        read.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => TextOf(breaks));
        Assert.Contains(StallWords, (await Assert.ThrowsAnyAsync<IOException>(() => TextOf(stalls))).Message);

        static async Task Half(HttpContext context)
        {
            await context.Response.WriteAsync("half", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
        }
    }

    [Fact]
    public async Task Cancelling_aborts_the_function()
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
        using var cancel = new CancellationTokenSource();
        var call = InvokerOf(host).InvokeAsync(Call("slow"), cancel.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_queued_body_that_cannot_be_read_is_no_failure_of_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("sink", context => context.Request.Body.CopyToAsync(Stream.Null, Cancel));

        var fault = await Assert.ThrowsAsync<IOException>(() => InvokerOf(host).InvokeAsync(Call("sink") with { Body = new LostBody() }, Cancel));

        Assert.Contains("the file is gone", fault.Message);
    }

    [Fact]
    public async Task Calls_spread_over_the_ready_replicas_and_leave_no_load_behind()
    {
        await using var host = await GatewayHost.StartAsync();
        var counts = new int[3];
        var replicas = new List<Uri>();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            replicas.Add((await host.FunctionAsync("each", context =>
            {
                Interlocked.Increment(ref counts[number]);
                return Task.CompletedTask;
            })).Address);
        }
        host.Provider.SetEndpoints("each", new FunctionEndpoints(replicas, 3));

        for (var i = 0; i < 9; i++)
            (await InvokerOf(host).InvokeAsync(Call("each"), Cancel)).Dispose();

        Assert.Equal([3, 3, 3], counts);
    }

    internal static Task RefuseAsync(HttpContext context, string words)
    {
        context.Response.StatusCode = 503;
        context.Response.Headers["X-OpenFaaS-Internal"] = "watchdog";
        context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsync(words, Cancel);
    }

    private protected static FunctionName Name(string name) => new(name, "openfaas-fn");

    private protected static InvokerRequest Call(string name) => new() { Function = Name(name) };

    private protected static async Task<string> TextOf(InvokerReply reply)
    {
        using var reader = new StreamReader(reply.Body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(Cancel);
    }

    private sealed class LostBody : InvocationBody
    {
        public override long? Length => 5;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => throw new IOException("the file is gone");
    }
}

using System.Net.Http.Headers;
using Connectors.Core.Invocations;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Sdk.Apart;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>By a worker in a process of its own.</summary>
public sealed class Worker_calls_over_HTTP : WorkerCallConformance, IAsyncDisposable
{
    private readonly List<ServiceProvider> workers = [];
    private readonly List<HttpClient> clients = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
            await worker.DisposeAsync();
        foreach (var client in clients)
            client.Dispose();
    }

    private protected override IInvoker InvokerOf(GatewayHost host) => Invoker(host.Address);

    private protected override string StallWords => "";

    [Fact]
    public async Task A_body_that_fits_no_memory_goes_both_ways()
    {
        const long Size = 300L << 20;
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("sink", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync("drunk", Cancel);
        });
        await host.FunctionAsync("source", context => new EndlessStream(Size).CopyToAsync(context.Response.Body, Cancel));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var sunk = await InvokerOf(host).InvokeAsync(Call("sink") with { Body = InvocationBody.FromStream(new EndlessStream(Size)) }, Cancel);
        Assert.Equal("drunk", await TextOf(sunk));
        using var sprung = await InvokerOf(host).InvokeAsync(Call("source"), Cancel);
        var (buffer, total) = (new byte[64 << 10], 0L);
        while (await sprung.Body.ReadAsync(buffer, Cancel) is > 0 and var count)
            total += count;

        Assert.Equal(Size, total);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < Size / 2, "the bodies were held in memory");
    }

    [Fact]
    public async Task A_large_body_for_a_function_that_is_not_there_does_not_hide_the_answer()
    {
        await using var host = await GatewayHost.StartAsync();

        for (var i = 0; i < 20; i++)
        {
            using var reply = await InvokerOf(host).InvokeAsync(Call("missing") with { Body = InvocationBody.FromMemory(new byte[4 << 20]) }, Cancel);
            Assert.Equal((InvokerVerdict.UnknownFunction, 404), (reply.Verdict, reply.Status));
        }
    }

    [Fact]
    public async Task A_large_body_is_asked_for_first_all_the_way_to_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("sees", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync($"[{context.Request.Headers.Expect}]", Cancel);
        });

        using var reply = await InvokerOf(host).InvokeAsync(Call("sees") with { Body = InvocationBody.FromMemory(new byte[1 << 20]) }, Cancel);

        Assert.Equal("[100-continue]", await TextOf(reply));
    }

    [Fact]
    public async Task The_gateways_own_words_are_not_among_the_functions_headers()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("plain", context =>
        {
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers["X-Connectors-Verdict"] = "failed";
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });

        using var reply = await InvokerOf(host).InvokeAsync(Call("plain"), Cancel);

        Assert.Equal((InvokerVerdict.Answered, 503, "7"), (reply.Verdict, reply.Status, reply.Headers.First("Retry-After")));
        Assert.All(new[] { "X-Call-Id", "X-Start-Time", "X-Served-By", "X-Connectors-Verdict" }, name => Assert.Null(reply.Headers.First(name)));
    }

    [Fact]
    public async Task A_callers_own_credentials_reach_the_function_and_the_gateways_never()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("who", context => context.Response.WriteAsync($"[{context.Request.Headers.Authorization}]", Cancel));

        using var nobody = await InvokerOf(host).InvokeAsync(Call("who"), Cancel);
        using var caller = await InvokerOf(host).InvokeAsync(Call("who") with { Headers = new InvocationHeaders { { "Authorization", "Bearer mine" } } }, Cancel);

        Assert.Equal("[]", await TextOf(nobody));
        Assert.Equal("[Bearer mine]", await TextOf(caller));
    }

    [Fact]
    public async Task A_gateway_that_is_away_uses_up_no_attempt()
    {
        using var reply = await Invoker(new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/")).InvokeAsync(Call("any") with { Body = InvocationBody.FromMemory("x"u8.ToArray()) }, Cancel);

        Assert.Equal((InvokerVerdict.Unreachable, 502), (reply.Verdict, reply.Status));
        Assert.Contains("took no connection", reply.Error);
    }

    [Theory]
    [InlineData("GET", false, 0), InlineData("POST", false, 0), InlineData("GET", true, 0), InlineData("POST", true, 0), InlineData("POST", false, 1 << 20)]
    public async Task A_gateway_that_ends_under_a_call_may_have_made_it_and_is_not_asked_again(string method, bool isLast, int size)
    {
        using var gateway = new DyingServer(isLast);
        var invoker = Invoker(gateway.Address);
        (await invoker.InvokeAsync(Call("any"), Cancel)).Dispose();

        using var reply = await invoker.InvokeAsync(Call("any") with { Method = method, PathAndQuery = "/boom", Body = InvocationBody.FromMemory(new byte[size]) }, Cancel);

        Assert.Equal((InvokerVerdict.Failed, 502, 1), (reply.Verdict, reply.Status, gateway.Booms));
    }

    [Theory]
    [InlineData("", InvokerVerdict.Failed, 502)]
    [InlineData("nonsense\r\n\r\n", InvokerVerdict.Failed, 502)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Call-", InvokerVerdict.Failed, 502)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nX-OpenFaaS-Internal: gateway\r\nContent-Length: 99\r\n\r\nbroken", InvokerVerdict.Failed, 502)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nX-OpenFaaS-Internal: gateway\r\nX-Connectors-Verdict: unreachable\r\nContent-Length: 0\r\n\r\n", InvokerVerdict.Unreachable, 502)]
    [InlineData("HTTP/1.1 503 Busy\r\nX-OpenFaaS-Internal: gateway\r\nX-Connectors-Verdict: answered\r\nContent-Length: 0\r\n\r\n", InvokerVerdict.Unreachable, 503)]
    public async Task A_broken_answer_is_read_for_what_it_is(string answer, InvokerVerdict verdict, int status)
    {
        await using var gateway = BrokenServer.Start(answer);

        using var reply = await Invoker(gateway.Address).InvokeAsync(Call("any"), Cancel);

        Assert.Equal((verdict, status), (reply.Verdict, reply.Status));
        Assert.NotEmpty(reply.Error!);
    }

    [Theory]
    [InlineData(404, InvokerVerdict.UnknownFunction)]
    [InlineData(503, InvokerVerdict.Unreachable)]
    [InlineData(500, InvokerVerdict.Failed)]
    [InlineData(502, InvokerVerdict.Failed)]
    [InlineData(504, InvokerVerdict.Failed)]
    public async Task What_another_gateway_marks_as_its_own_is_told_by_the_status(int status, InvokerVerdict verdict)
    {
        await using var gateway = await Upstream.StartAsync(context => Says(context, status, "No endpoints available for: any.", ("x-openfaas-internal", "proxy"), ("X-Call-Id", "1"), ("Retry-After", "9")));

        using var reply = await Invoker(gateway.Address).InvokeAsync(Call("any"), Cancel);

        Assert.Equal((verdict, status, "9"), (reply.Verdict, reply.Status, reply.Headers.First("Retry-After")));
        Assert.Equal("No endpoints available for: any.", reply.Error);
    }

    [Theory]
    [InlineData(200, InvokerVerdict.Unreachable)]
    [InlineData(301, InvokerVerdict.Unreachable)]
    [InlineData(404, InvokerVerdict.Unreachable)]
    [InlineData(503, InvokerVerdict.Unreachable)]
    [InlineData(502, InvokerVerdict.Failed)]
    [InlineData(504, InvokerVerdict.Failed)]
    public async Task What_comes_from_no_gateway_is_no_answer_of_the_function(int status, InvokerVerdict verdict)
    {
        await using var balancer = await Upstream.StartAsync(context => Says(context, status, "welcome"));

        using var reply = await Invoker(balancer.Address).InvokeAsync(Call("any"), Cancel);

        Assert.Equal((verdict, status), (reply.Verdict, reply.Status));
        Assert.Contains("without a call id", reply.Error);
    }

    [Fact]
    public async Task A_worker_is_not_counted_against_its_address_once_it_was_asked_who_it_is()
    {
        await using var host = await GatewayHost.StartAsync(settings => (settings.ClientRate, settings.ClientBurst) = (1, 1));
        var proofs = 0;
        await host.FunctionAsync("echo", context =>
        {
            proofs += context.Request.Headers.ContainsKey("X-Connectors-Proof") ? 1 : 0;
            return Sync_calls.Echo(context);
        });
        var invoker = InvokerOf(host);
        (await invoker.InvokeAsync(Call("echo"), Cancel)).Dispose();

        using var put = await invoker.InvokeAsync(Call("echo"), Cancel);
        Assert.Equal((InvokerVerdict.Unreachable, 429), (put.Verdict, put.Status));
        for (var i = 0; i < 20; i++)
        {
            using var reply = await invoker.InvokeAsync(Call("echo"), Cancel);
            Assert.Equal((InvokerVerdict.Answered, 200), (reply.Verdict, reply.Status));
        }

        Assert.Equal(0, proofs);
        using var other = await host.SendAsync(HttpMethod.Get, "/function/echo", null, false, ("X-Connectors-Proof", new string('0', 64)), ("X-Call-Id", "1"));
        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, other.StatusCode);
    }

    [Fact]
    public async Task A_gateway_at_a_path_keeps_it()
    {
        await using var gateway = await Upstream.StartAsync(context => Says(context, 200, context.Request.Path + context.Request.QueryString, ("X-Call-Id", "1")));

        using var reply = await Invoker(new Uri(gateway.Address, "faas/")).InvokeAsync(Call("any") with { PathAndQuery = "/x?y=1" }, Cancel);

        Assert.Equal("/faas/function/any.openfaas-fn/x?y=1", await TextOf(reply));
    }

    private static Task Says(HttpContext context, int status, string line, params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(line, Cancel);
    }

    private IInvoker Invoker(Uri gateway)
    {
        var client = new HttpClient { BaseAddress = gateway };
        clients.Add(client);
        // Not started: an invoker needs no catalogue.
        var services = new ServiceCollection().AddLogging();
        services.AddGatewayFunctions(new GatewayAccess(client, new AuthenticationHeaderValue("Basic", "YWRtaW46c2VjcmV0")), TimeSpan.FromSeconds(3));
        var worker = services.BuildServiceProvider();
        workers.Add(worker);
        return worker.GetRequiredService<IInvoker>();
    }
}

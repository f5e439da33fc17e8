using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.Scaling;

public sealed class From_zero
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_held_until_a_replica_is_ready_and_many_share_one_scale_up()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "echo", ("com.openfaas.scale.min", "2"));

        var calls = Enumerable.Range(0, 50).Select(number => CallAsync(host, "echo", $"{number}")).ToArray();
        await host.Provider.WantedAsync("echo", 2);
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([], 2, "starting"));
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([function.Address], 2));

        var answers = await Task.WhenAll(calls);
        Assert.All(answers.Index(), one => Assert.Equal((HttpStatusCode.OK, $"POST {one.Index}"), (one.Item.Status, one.Item.Text)));
        Assert.Equal([(new FunctionName("echo", "openfaas-fn"), 2)], host.Provider.Scaled);
    }

    [Fact]
    public async Task A_call_that_looked_just_before_it_came_up_finds_it()
    {
        await using var host = await GatewayHost.StartAsync();
        var ready = new Uri("http://127.0.0.1:1/");
        host.Provider.Add("echo", ready);

        var now = await host.Services.GetRequiredService<IReplicaWait>().ReadyAsync(new FunctionName("echo", "openfaas-fn"), new FunctionEndpoints([], 1), Cancel);

        Assert.Equal([ready], now!.Ready);
    }

    [Fact]
    public async Task Workers_calls_take_the_same_way()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "echo");
        var call = host.Invoker.InvokeAsync(
            new InvokerRequest { Function = new FunctionName("echo", "openfaas-fn"), Body = InvocationBody.FromMemory("x"u8.ToArray()) }, Cancel);
        await host.Provider.WantedAsync("echo", 1);
        Assert.False(call.IsCompleted);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([function.Address], 1));
        using var reply = await call;
        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task A_function_that_does_not_come_up_in_time_is_503_with_the_reason()
    {
        await using var host = await GatewayHost.StartAsync(scaling: new ScalingSettings { ReadyTimeout = TimeSpan.FromMilliseconds(200) });
        await AsleepAsync(host, "slow");
        var call = SendAsync(host, "slow");
        await host.Provider.WantedAsync("slow", 1);
        host.Provider.SetEndpoints("slow", new FunctionEndpoints([], 1, "exited with code 3"));
        using var answer = await call;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(
            "function slow.openfaas-fn has no ready replica: it was scaled up from zero, and none was ready within 200ms: exited with code 3",
            await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("gateway", answer.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal("unreachable", answer.Headers.GetValues(VerdictHeader.Name).Single());
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_provider_that_refuses_ends_the_wait_and_the_next_call_tries_again()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "full");
        host.Provider.Refusal = "there is no room";
        var (status, text) = await CallAsync(host, "full", "x");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("function full.openfaas-fn has no ready replica: it is at zero and cannot be scaled up: there is no room", text);

        host.Provider.Refusal = null;
        var call = CallAsync(host, "full", "x");
        await host.Provider.WantedAsync("full", 1);
        host.Provider.SetEndpoints("full", new FunctionEndpoints([function.Address], 1));
        Assert.Equal(HttpStatusCode.OK, (await call).Status);
    }

    [Fact]
    public async Task A_function_that_is_removed_while_calls_wait_is_unknown()
    {
        await using var host = await GatewayHost.StartAsync();
        await AsleepAsync(host, "gone");
        var call = CallAsync(host, "gone", "x");
        await host.Provider.WantedAsync("gone", 1);
        await host.Provider.DeleteAsync(new FunctionName("gone", "openfaas-fn"), Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "function gone.openfaas-fn not found"), await call);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_its_wait_and_others_go_on()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "echo");
        using var leaves = new CancellationTokenSource();
        var leaving = host.Client.PostAsync("function/echo", new StringContent("x"), leaves.Token);
        await host.Provider.WantedAsync("echo", 1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        // It is not at zero now, but on its way up.
        var staying = CallAsync(host, "echo", "y");
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([function.Address], 1));
        Assert.Equal((HttpStatusCode.OK, "POST y"), await staying);
    }

    [Fact]
    public async Task What_takes_the_function_back_to_zero_while_calls_wait_does_not_strand_them()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "echo");
        var call = CallAsync(host, "echo", "x");
        await host.Provider.WantedAsync("echo", 1);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([], 0));
        await host.Provider.WantedAsync("echo", 1);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([function.Address], 1));
        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.Equal(2, host.Provider.Scaled.Count);
    }

    [Fact]
    public async Task A_function_that_another_gateway_brings_up_is_waited_for()
    {
        await using var host = await GatewayHost.StartAsync();
        var function = await AsleepAsync(host, "echo");
        // Elsewhere a call has come.
        await host.Provider.ScaleAsync(new FunctionName("echo", "openfaas-fn"), 3, Cancel);
        var call = CallAsync(host, "echo", "x");
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([function.Address], 3));
        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.Single(host.Provider.Scaled);
    }

    private static async Task<Upstream> AsleepAsync(GatewayHost host, string name, params (string Label, string Value)[] labels)
    {
        var function = await host.FunctionAsync("upstream-of-" + name, Sync_calls.Echo);
        host.Provider.Add(new FunctionStatus { Name = name, Image = "any", Labels = labels.ToDictionary(one => one.Label, one => one.Value) });
        host.Provider.Changes.Notify();
        return function;
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(GatewayHost host, string name, string body)
    {
        using var answer = await SendAsync(host, name, body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<HttpResponseMessage> SendAsync(GatewayHost host, string name, string body = "x") =>
        host.SendAsync(HttpMethod.Post, $"/function/{name}", new StringContent(body), admin: false);
}

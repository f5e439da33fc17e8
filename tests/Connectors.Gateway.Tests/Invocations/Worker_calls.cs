using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>On the gateway's own invocation path.</summary>
public sealed class Worker_calls : WorkerCallConformance
{
    private protected override IInvoker InvokerOf(GatewayHost host) => host.Invoker;

    private protected override string StallWords => "sent nothing for 500ms";

    [Theory]
    [InlineData(true, InvokerVerdict.Answered)]
    [InlineData(false, InvokerVerdict.Unreachable)]
    public async Task What_one_replica_refuses_another_may_take_if_the_body_is_still_there(bool replayable, InvokerVerdict verdict)
    {
        await using var host = await GatewayHost.StartAsync();
        var refusing = await host.FunctionAsync("two", context => RefuseAsync(context, "This replica is stopping."));
        var serving = await host.FunctionAsync("two", async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            await context.Response.WriteAsync(await reader.ReadToEndAsync(Cancel), Cancel);
        });
        host.Provider.SetEndpoints("two", new FunctionEndpoints([refusing.Address, serving.Address], 2));
        var body = "whole"u8.ToArray();

        using var reply = await host.Invoker.InvokeAsync(
            Call("two") with { Body = replayable ? InvocationBody.FromMemory(body) : InvocationBody.FromStream(new MemoryStream(body)) }, Cancel);

        Assert.Equal(verdict, reply.Verdict);
        if (replayable)
            Assert.Equal("whole", await TextOf(reply));
    }
}

using Connectors.Core.Invocations;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Invocations;

/// <summary>Calls functions for workers of this process, on the same path as HTTP callers.</summary>
internal sealed class GatewayInvoker(
    InvocationPath path, UpstreamClient client, GatewaySettings settings, TimeProvider time, ILogger<GatewayInvoker> logger) : IInvoker
{
    public async Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        var forwarding = new MessageForwarding(request, client, settings.UpstreamTimeout, time);
        var call = await path.RunAsync(request.Function, forwarding, cancellationToken);
        if (call.Failure is not { } failure)
            return forwarding.Reply(call);
        call.Dispose();
        // A limit that holds is no failure, and there may be thousands of these.
        if (failure.Status != 429)
            Log.CallFailed(logger, request.Headers.First(HeaderRules.CallId) ?? "", request.Function.ToString(), failure.Line);
        return InvokerReply.Failure(failure.Verdict, failure.Status, failure.Line);
    }
}

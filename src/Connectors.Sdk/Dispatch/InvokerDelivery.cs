using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Dispatch;

/// <summary>
/// Synchronous mode: an event is done when the function has answered to the end of its body, whatever its status. A function that
/// was not reached, or broke off, has not answered; nothing is retried here, the source sends the event again.
/// </summary>
internal sealed class InvokerDelivery(IInvoker invoker, ConnectorHostSettings settings, TimeProvider time, ILogger<InvokerDelivery> logger) : IEventDelivery
{
    public EventOutcome Delivered => EventOutcome.Answered;

    public async ValueTask<DispatchedCall?> DeliverAsync(EventCall call, CancellationToken cancellationToken)
    {
        var callId = CallId.New();
        using var timeout = new CancellationTokenSource(settings.UpstreamTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await InvokeAsync(call, callId, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{call.Function} did not answer within {settings.UpstreamTimeout} (connectors.upstream-timeout).", e);
        }
    }

    private async Task<DispatchedCall?> InvokeAsync(EventCall call, CallId callId, CancellationToken cancellationToken)
    {
        var request = new InvokerRequest
        {
            Function = call.Function,
            Headers = new InvocationHeaders(call.Headers) { { "X-Call-Id", callId.ToString() } },
            Body = call.Body,
        };
        using var reply = await invoker.InvokeAsync(request, cancellationToken);
        if (reply.Verdict == InvokerVerdict.UnknownFunction)
            return null;
        // Said by what stands before the function, not by it.
        if (reply is { Verdict: not InvokerVerdict.Answered, Status: 413 or 431 })
            throw new EventTooLargeException($"The event does not reach {call.Function}: {reply.Error}");
        if (reply.Verdict != InvokerVerdict.Answered)
            throw new HttpRequestException($"{call.Function} has not answered: {reply.Error}", null, (System.Net.HttpStatusCode)reply.Status);
        var answer = call.Event.WantsAnswer ? await ReadAsync(reply, cancellationToken) : null;
        await reply.Body.CopyToAsync(Stream.Null, cancellationToken);
        if (settings.PrintResponse)
            Log.Answered(logger, call.Function, reply.Status, call.Connector, call.Event.Topic);
        return new DispatchedCall(call.Function, callId.ToString(), Duplicate: false) { Answer = answer };
    }

    private async Task<FunctionAnswer> ReadAsync(InvokerReply reply, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using var bounded = new BoundedStream(reply.Body, settings.MaxEventBytes);
        await bounded.CopyToAsync(body, cancellationToken);
        return new FunctionAnswer(reply.Status, reply.Headers, body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}

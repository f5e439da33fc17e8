using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Invocations;

/// <summary>Calls functions with what was queued, and tells faults of the queue's store from faults of the function.</summary>
internal sealed class QueuedCall(IInvoker invoker, ILogger<QueuedCall> logger)
{
    /// <returns>What came of it; no reply when the queued body could not be read, with one line why.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<(InvokerReply? Reply, string Unreadable)> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await invoker.InvokeAsync(request, cancellationToken);
            // A function may answer without having wanted the whole body.
            if (reply.Verdict == InvokerVerdict.Answered || FaultOf(request) is not { } fault)
                return (reply, "");
            reply.Dispose();
            return Unreadable(request.Function, fault);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // What happens to a connection is a reply: a bare I/O fault is that of the body that was to be sent.
        catch (IOException exception)
        {
            return Unreadable(request.Function, FaultOf(request) ?? exception);
        }
#pragma warning disable CA1031 // A call that throws against the promise counts like one that broke off, so that it cannot go round for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (FaultOf(request) is { } fault)
                return Unreadable(request.Function, fault);
            logger.CallFailed(exception, request.Function);
            return (InvokerReply.Failure(InvokerVerdict.Failed, 502, $"the call failed: {exception.Message}"), "");
        }
    }

    private static Exception? FaultOf(InvokerRequest request) => (request.Body as WatchedBody)?.Fault;

    private (InvokerReply?, string) Unreadable(FunctionName function, Exception fault)
    {
        var error = OneLine.Of(fault.Message);
        logger.BodyUnreadable(function, error);
        return (null, error);
    }
}

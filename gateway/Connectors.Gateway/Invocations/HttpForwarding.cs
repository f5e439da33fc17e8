using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Gateway.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Connectors.Gateway.Invocations;

/// <summary>An HTTP caller's request, streamed to the function and its answer streamed back.</summary>
internal sealed class HttpForwarding(
    HttpContext context, FunctionName function, FunctionTransformer transformer, IHttpForwarder forwarder, UpstreamClient client, ForwardingKinds kinds, TimeProvider time) : IForwarding
{
    private readonly TimeSpan patience = kinds.Patience;

    public int Status => context.Response.StatusCode;

    public async ValueTask<CallFailure?> ForwardAsync(Uri replica, CancellationToken cancellationToken)
    {
        if (!ForwardingKinds.IsUpgrade(context))
            return await ForwardAsync(replica, kinds.Of(context), null, cancellationToken);
        using var silence = new SilenceTimer(patience, time);
        using var caller = silence.Follow(cancellationToken);
        transformer.Patience = silence;
        return await ForwardAsync(replica, kinds.Upgrade, silence, cancellationToken);
    }

    private async ValueTask<CallFailure?> ForwardAsync(Uri replica, ForwarderRequestConfig config, SilenceTimer? silence, CancellationToken cancellationToken)
    {
        transformer.Replica = replica;
        context.Response.StatusCode = StatusCodes.Status200OK;
        var error = await forwarder.SendAsync(context, replica.AbsoluteUri, client.Invoker, config, transformer, silence?.Token ?? cancellationToken);
        if (error == ForwarderError.None)
            return transformer.Refusal is { } words ? CallFailures.Refused(function, words, mayRepeat: !HasBody) : null;
        cancellationToken.ThrowIfCancellationRequested();
        var exception = context.GetForwarderErrorFeature()?.Exception;
        // The function has said all, and did not want all that was sent to it. Where its answer broke off too, there are two exceptions.
        if (transformer.HasAnswer && exception is not AggregateException
            && error is ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination)
            return null;
        // What has begun cannot be taken back; the forwarder has cut the connection, so that the caller sees the break.
        if (context.Response.HasStarted)
            return null;
        return silence is { IsSilent: true } ? CallFailures.Silent(function, patience) : Failure(error, exception);
    }

    // A body is gone once it was sent, wherever that was.
    private bool HasBody => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;

    private CallFailure Failure(ForwarderError error, Exception? exception) => (error, Cause<BadHttpRequestException>(exception)) switch
    {
        (_, { } fault) => new(InvokerVerdict.Failed, fault.StatusCode, fault.Message),
        // The time for silence ran out while the caller was silent, not the function.
        (ForwarderError.RequestTimedOut or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient, _) when context.Request.Body is StallingBody { IsAwaited: true } =>
            new(InvokerVerdict.Failed, StatusCodes.Status408RequestTimeout, $"the request body stalled for {GoDuration.Format(patience)}"),
        (ForwarderError.RequestBodyClient, _) => new(InvokerVerdict.Failed, StatusCodes.Status400BadRequest, "the request body broke off"),
        // The head of its answer has come, and nothing after it until the forwarder gave up.
        (ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyDestination, _) when exception is OperationCanceledException => CallFailures.Silent(function, patience),
        (ForwarderError.RequestTimedOut, _) when exception?.InnerException is not TimeoutException => CallFailures.Silent(function, patience),
        _ => CallFailures.Read(function, exception ?? new IOException(error.ToString())),
    };

    private static T? Cause<T>(Exception? exception) where T : Exception => exception switch
    {
        null => null,
        T found => found,
        AggregateException many => many.InnerExceptions.Select(Cause<T>).FirstOrDefault(cause => cause is not null),
        _ => Cause<T>(exception.InnerException),
    };
}

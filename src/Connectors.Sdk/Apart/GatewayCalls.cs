using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using Connectors.Core.Access;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>
/// Calls functions through a gateway: <c>/function/{name}.{namespace}</c>. Goes without the gateway's credentials, which are not the
/// function's business; a caller's own pass. Bodies stream both ways.
/// </summary>
internal sealed class GatewayCalls(GatewayAccess gateway, GatewayCatalogue catalogue, CallClient client, TimeProvider time) : IInvoker
{
    // Once a gateway that bounds the calls of an address has asked for it.
    private volatile bool provesAll;

    /// <exception cref="IOException">The body of the call cannot be read.</exception>
    public async Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken)
    {
        var content = NeedsContent(request) ? new CallContent(request.Body) : null;
        using var message = CallMessage.Of(request, gateway.Client.BaseAddress!, content, time);
        // Others need no proof, and a gateway that is not ours would hand it on to them.
        if (provesAll || catalogue.IsProtected(request.Function))
            Prove(message, request.Function);
        try
        {
            var answer = await client.Invoker.SendAsync(message, cancellationToken);
            provesAll |= IsAskedForProof(answer);
            return await CallAnswer.ReadAsync(request.Function, gateway.Name, answer, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (content?.Fault is { } fault)
                ExceptionDispatchInfo.Throw(fault);
            return Failure(request.Function, exception, message.IsWritten);
        }
    }

    private static bool IsAskedForProof(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.TooManyRequests && GatewayHeaders.First(answer, CallProof.Header) == CallProof.Wanted;

    private void Prove(HttpRequestMessage message, FunctionName function)
    {
        if (gateway.Pair is { } pair && message.Headers.NonValidated.TryGetValues(CallMessage.CallIdName, out var ids))
            message.Headers.TryAddWithoutValidation(CallProof.Header, CallProof.Of(pair, function, ids.ToString()));
    }

    // Content headers need content, even empty.
    private static bool NeedsContent(InvokerRequest request) => request.Body.Length != 0 || request.Headers.First("Content-Type") is not null;

    private InvokerReply Failure(FunctionName function, Exception exception, bool isWritten) => !isWritten && IsUnconnected(exception)
        ? InvokerReply.Failure(InvokerVerdict.Unreachable, (int)HttpStatusCode.BadGateway, $"{gateway.Name} took no connection for a call of {function}: {Innermost(exception)}")
        : InvokerReply.Failure(InvokerVerdict.Failed, (int)HttpStatusCode.BadGateway, $"{gateway.Name} broke off a call of {function} before it answered: {Innermost(exception)}");

    private static bool IsUnconnected(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } or AuthenticationException } => true,
        // Cancelled by nobody: the time allowed for connecting ran out.
        OperationCanceledException => true,
        _ => false,
    };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}

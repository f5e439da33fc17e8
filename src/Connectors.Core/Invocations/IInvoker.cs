using Connectors.Core.Functions;

namespace Connectors.Core.Invocations;

/// <summary>
/// Calls functions: in the gateway's process its own invocation path, apart from it HTTP to the gateway. Scale from zero, limits,
/// metrics and time-outs happen behind it. Thread-safe.
/// </summary>
public interface IInvoker
{
    /// <summary>Calls the function once. Expected failures (unknown, unreachable, timed out) are replies, not exceptions.</summary>
    /// <exception cref="OperationCanceledException">The token fired; the call is aborted towards the function.</exception>
    Task<InvokerReply> InvokeAsync(InvokerRequest request, CancellationToken cancellationToken);
}

/// <summary>One call of a function.</summary>
public sealed record InvokerRequest
{
    /// <summary>What to call.</summary>
    public required FunctionName Function { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>As in <see cref="NewInvocation.PathAndQuery"/>.</summary>
    public string PathAndQuery { get; init; } = "";

    /// <summary>Sent as they are; <c>X-Call-Id</c> and <c>X-Start-Time</c> are added when absent.</summary>
    public InvocationHeaders Headers { get; init; } = [];

    /// <summary>The payload.</summary>
    public InvocationBody Body { get; init; } = InvocationBody.Empty;
}

/// <summary>Who speaks in a reply.</summary>
public enum InvokerVerdict
{
    /// <summary>The function answered; status, headers and body are its own.</summary>
    Answered,

    /// <summary>The call never reached the function: none ready, connection refused.</summary>
    Unreachable,

    /// <summary>The function was reached and did not answer in time or broke off.</summary>
    Failed,

    /// <summary>There is no such function.</summary>
    UnknownFunction,
}

/// <summary>What came of a call. Dispose it when its body has been read.</summary>
public sealed class InvokerReply(InvokerVerdict verdict, int status, InvocationHeaders headers, Stream body, string? error, IDisposable? owner) : IDisposable
{
    /// <summary>Who speaks.</summary>
    public InvokerVerdict Verdict => verdict;

    /// <summary>The HTTP status: the function's, or 404, 502, 503, 504.</summary>
    public int Status => status;

    /// <summary>Response headers, without hop-by-hop ones.</summary>
    public InvocationHeaders Headers => headers;

    /// <summary>The response body as it arrives; reading throws <see cref="IOException"/> when the function breaks off.</summary>
    public Stream Body => body;

    /// <summary>One line when the verdict is not <see cref="InvokerVerdict.Answered"/>.</summary>
    public string? Error => error;

    /// <summary>A reply without a function's answer.</summary>
    public static InvokerReply Failure(InvokerVerdict verdict, int status, string error) => new(verdict, status, [], Stream.Null, error, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        body.Dispose();
        owner?.Dispose();
    }
}

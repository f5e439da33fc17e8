using System.Diagnostics;
using System.Runtime.CompilerServices;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations.Whole;

/// <summary>
/// An HTTP caller's request, taken whole and sent to the function, and its answer streamed back: the way of nearly all calls, and the quickest.
/// What it does not take (<see cref="WholeRequest.Is"/>) goes by <see cref="HttpForwarding"/>.
/// </summary>
internal sealed class WholeForwarding(
    HttpContext context, FunctionName function, string pathAndQuery, CallIdentity identity, Activity? span, UpstreamClient client, TimeSpan patience, TimeProvider time)
    : IForwarding, IDisposable
{
    private readonly WholeRequest request = new(context);

    public int Status => context.Response.StatusCode;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallFailure?> ForwardAsync(Uri replica, CancellationToken cancellationToken)
    {
        try
        {
            await request.ReadAsync(cancellationToken);
        }
        catch (BadHttpRequestException fault)
        {
            return new CallFailure(InvokerVerdict.Failed, fault.StatusCode, fault.Message);
        }
        using var silence = new SilenceTimer(patience, time);
        using var caller = silence.Follow(cancellationToken);
        HttpResponseMessage? answer = null;
        try
        {
            using var message = request.Message(FunctionUri.Make(replica, pathAndQuery));
            CallHeaders.Set(message.Headers, context, identity, span);
            answer = await client.Whole.SendAsync(message, silence.Token);
            if (await WatchdogRefusal.ReadAsync(answer, silence.Token) is { } words)
                return CallFailures.Refused(function, words, mayRepeat: true);
            CopyHead(answer);
            if (StreamStart.IsWanted(context))
                await context.Response.Body.FlushAsync(cancellationToken);
            await AnswerBody.CopyAsync(answer, context, silence);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failure(exception, silence, cancellationToken);
        }
        finally
        {
            answer?.Dispose();
        }
    }

    public void Dispose() => request.Dispose();

    private void CopyHead(HttpResponseMessage answer)
    {
        AnswerHead.Copy(answer, context);
        var response = context.Response;
        identity.WriteTo(response.Headers);
        if (string.IsNullOrEmpty(response.ContentType) && !HeaderRules.HasNoContent(response.StatusCode))
            response.ContentType = HeaderRules.ContentType(context.Request.ContentType);
    }

    private CallFailure? Failure(Exception exception, SilenceTimer silence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // What has begun cannot be taken back; the caller shall see the break.
        if (context.Response.HasStarted)
        {
            context.Abort();
            return null;
        }
        context.Response.Clear();
        identity.WriteTo(context.Response.Headers);
        return silence.IsSilent && exception.InnerException is not TimeoutException
            ? CallFailures.Silent(function, patience)
            : CallFailures.Read(function, exception);
    }
}

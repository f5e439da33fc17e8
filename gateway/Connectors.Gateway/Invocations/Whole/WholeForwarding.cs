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
    HttpContext context, FunctionName function, string pathAndQuery, CallIdentity identity, Activity? span, UpstreamClient client, GatewaySettings settings, TimeProvider time)
    : IForwarding, IDisposable
{
    private readonly WholeRequest request = new(context, GatewayKestrel.Slowest(settings.ReadTimeout));

    public int Status => context.Response.StatusCode;

    /// <summary>Takes the request; before that the call is to hold no place. Null when there it is.</summary>
    public async ValueTask<CallFailure?> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await request.ReadAsync(cancellationToken);
            return null;
        }
        catch (BadHttpRequestException fault)
        {
            return new CallFailure(InvokerVerdict.Failed, fault.StatusCode, fault.Message);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallFailure?> ForwardAsync(Uri replica, CancellationToken cancellationToken)
    {
        using var silence = new SilenceTimer(settings.UpstreamTimeout, time);
        using var caller = silence.Follow(cancellationToken);
        using var message = request.Message(FunctionUri.Make(replica, pathAndQuery));
        HttpResponseMessage? answer = null;
        try
        {
            CallHeaders.Set(message.Headers, context, identity, span);
            answer = await client.Whole.SendAsync(message, silence.Token);
            if (await WatchdogRefusal.ReadAsync(answer, silence.Token) is { } words)
                return CallFailures.Refused(function, words, mayRepeat: true);
            if ((int)answer.StatusCode is < 200 or > 999)
                throw new AnswerBrokenException(new IOException($"its status {(int)answer.StatusCode} answers nothing that was asked"));
            CopyHead(answer);
            if (StreamStart.IsWanted(context))
                await context.Response.Body.FlushAsync(cancellationToken);
            if (!HeaderRules.MayNotHaveBody(context.Response.StatusCode))
                await AnswerBody.CopyAsync(answer, context, silence, settings.WriteTimeout);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failure(exception, message.IsWritten, silence, cancellationToken);
        }
        finally
        {
            answer?.Dispose();
        }
    }

    public void Dispose() => request.Dispose();

    private void CopyHead(HttpResponseMessage answer)
    {
        try
        {
            AnswerHead.Copy(answer, context);
        }
        catch (InvalidOperationException unfit)
        {
            throw new AnswerBrokenException(unfit);
        }
        var response = context.Response;
        identity.WriteTo(response.Headers);
        if (string.IsNullOrEmpty(response.ContentType) && !HeaderRules.HasNoContent(response.StatusCode))
            response.ContentType = HeaderRules.ContentType(context.Request.ContentType);
    }

    private CallFailure? Failure(Exception exception, bool isWritten, SilenceTimer silence, CancellationToken cancellationToken)
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
            ? CallFailures.Silent(function, settings.UpstreamTimeout)
            : CallFailures.Read(function, exception, isWritten);
    }
}

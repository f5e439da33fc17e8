using System.Net;
using Connectors.Core.Invocations;
using Connectors.Gateway.Answers;

namespace Connectors.Gateway.Invocations;

/// <summary>A worker's call, sent as a message; the answer's body is left to be read by the worker.</summary>
internal sealed class MessageForwarding(InvokerRequest request, UpstreamClient client, TimeSpan patience, TimeProvider time) : IForwarding
{
    private HttpResponseMessage? response;
    private SilenceTimer? silence;
    private Stream? body;

    public int Status => response is null ? 0 : (int)response.StatusCode;

    public async ValueTask<CallFailure?> ForwardAsync(Uri replica, CancellationToken cancellationToken)
    {
        var timer = new SilenceTimer(patience, time);
        var content = Content(timer);
        try
        {
            using var message = Message(replica, content);
            using (timer.Follow(cancellationToken))
            {
                response = await client.Invoker.SendAsync(message, timer.Token);
                if (await WatchdogRefusal.ReadAsync(response, timer.Token) is { } words)
                    return Refused(words, timer);
                body = await response.Content.ReadAsStreamAsync(timer.Token);
            }
            timer.Rest();
            silence = timer;
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            response?.Dispose();
            response = null;
            timer.Rest();
            cancellationToken.ThrowIfCancellationRequested();
            if (content?.StoreFault is { } fault)
                throw new IOException($"The queued body of a call of {request.Function} cannot be read: {fault.Message}", fault);
            return timer.IsSilent && exception.InnerException is not TimeoutException
                ? CallFailures.Silent(request.Function, patience)
                : CallFailures.Read(request.Function, exception);
        }
    }

    private CallFailure Refused(string words, SilenceTimer timer)
    {
        response!.Dispose();
        response = null;
        timer.Rest();
        return CallFailures.Refused(request.Function, words, request.Body.IsReplayable);
    }

    /// <summary>The function's answer; the reply owns everything that must be closed, the call included.</summary>
    public InvokerReply Reply(FunctionCall call) => new(
        InvokerVerdict.Answered, Status, Headers(),
        new ReplyBody(body!, response!, silence!, CallFailures.Silent(request.Function, patience)), null, call);

    private InvocationContent? Content(SilenceTimer timer)
    {
        // Content headers need content, even empty; and so does a verb that announces a body.
        var needed = request.Body.Length != 0 || request.Headers.First("Content-Type") is not null || HeaderRules.AnnouncesBody(request.Method);
        return needed ? new InvocationContent(request.Body, timer) : null;
    }

    private OnceMessage Message(Uri replica, InvocationContent? content)
    {
        var message = new OnceMessage(new HttpMethod(request.Method), FunctionUri.Make(replica, request.PathAndQuery))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        foreach (var (name, value) in request.Headers)
        {
            if (HeaderRules.IsFraming(name))
                continue;
            var carried = HeaderRules.Value(value);
            if (!message.Headers.TryAddWithoutValidation(name, carried))
                content?.Headers.TryAddWithoutValidation(name, carried);
        }
        if (request.Headers.First(HeaderRules.CallId) is null)
            message.Headers.TryAddWithoutValidation(HeaderRules.CallId, Core.Invocations.CallId.New().ToString());
        if (request.Headers.First(HeaderRules.StartTime) is null)
            message.Headers.TryAddWithoutValidation(HeaderRules.StartTime, CallIdentity.UnixNanoseconds(time.GetUtcNow()));
        return message;
    }

    private InvocationHeaders Headers()
    {
        var headers = new InvocationHeaders();
        foreach (var source in new[] { response!.Headers.NonValidated, response.Content.Headers.NonValidated })
        {
            foreach (var (name, values) in source)
            {
                if (HeaderRules.IsHopByHop(name) || name.Equals(PlainAnswer.InternalHeader, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (var value in values)
                    headers.Add(name, value);
            }
        }
        if (headers.First("Content-Type") is null && !HeaderRules.HasNoContent(Status))
            headers.Add("Content-Type", HeaderRules.ContentType(request.Headers.First("Content-Type")));
        return headers;
    }
}

using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>Says with each call which namespace and lease it is for, gives it an end, and makes sentences of refusals.</summary>
internal sealed class ContainerdCalls(string address, string? name, string? lease, TimeProvider time) : Interceptor
{
    // Most calls take milliseconds; one that finds a disk busy takes seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, About(context, endless: false));
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(call.ResponseAsync, context.Options.CancellationToken), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, About(context, endless: true));
        return new AsyncServerStreamingCall<TResponse>(
            Answers(call.ResponseStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(About(context, endless: true));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream, Answers(call.ResponseStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private ContainerdAnswers<T> Answers<T>(IAsyncStreamReader<T> stream) => new(stream, address);

    private async Task<T> AnswerAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer;
        }
        catch (RpcException refusal)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ContainerdException.Of(refusal, address);
        }
    }

    private ClientInterceptorContext<TRequest, TResponse> About<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, bool endless)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        if (name is not null)
            headers.Add("containerd-namespace", name);
        if (lease is not null)
            headers.Add("containerd-lease", lease);
        var options = context.Options.WithHeaders(headers);
        if (!endless && options.Deadline is null)
            options = options.WithDeadline((time.GetUtcNow() + Patience).UtcDateTime);
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
    }
}

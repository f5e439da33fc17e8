using System.Net;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Sdk.Apart;

/// <summary>
/// Enqueues through a gateway: <c>POST /async-function/{name}.{namespace}</c>, the deduplication key travelling as <c>Idempotency-Key</c>.
/// Queue and result retention are the gateway's to read from the function's annotations.
/// </summary>
internal sealed class GatewayIntake(GatewayAccess gateway, TimeProvider timeProvider) : IInvocationIntake
{
    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        await using var body = await invocation.Body.OpenReadAsync(cancellationToken);
        using var request = Request(invocation, body);
        using var answer = await SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw await RefusedAsync(invocation, answer, cancellationToken);
        return CallId.TryParse(First(answer, "X-Call-Id"), out var callId)
            ? new EnqueueResult(callId, First(answer, "X-Duplicate") == "true", timeProvider.GetUtcNow())
            : throw new QueueUnavailableException($"{gateway.Name} accepted a call of {invocation.Function} without a call id; is it a Connectors gateway?");
    }

    private static HttpRequestMessage Request(NewInvocation invocation, Stream body)
    {
        var request = new HttpRequestMessage(new HttpMethod(invocation.Method), $"async-function/{invocation.Function}{invocation.PathAndQuery}") { Content = new StreamContent(body) };
        request.Content.Headers.ContentLength = invocation.Body.Length;
        GatewayHeaders.Copy(invocation.Headers, request);
        if (invocation.Deduplication is { } key)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Uri.EscapeDataString($"{key.Origin}/{key.Id}"));
        if (invocation.OrderingKey is { } order)
            request.Headers.TryAddWithoutValidation("X-Ordering-Key", Uri.EscapeDataString(order));
        return request;
    }

    private static string? First(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;

    private async Task<QueueUnavailableException> RefusedAsync(NewInvocation invocation, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var line = await answer.Content.ReadAsStringAsync(cancellationToken);
        return new QueueUnavailableException($"{gateway.Name} answered {(int)answer.StatusCode} to a call of {invocation.Function}: {line.Trim()}")
        {
            RetryAfter = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await gateway.Client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw new QueueUnavailableException($"{gateway.Name} is out of reach: {away.Message}", away);
        }
    }
}

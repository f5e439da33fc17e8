using System.Net;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Apart;

/// <summary>
/// Enqueues through a gateway: <c>POST /async-function/{name}.{namespace}</c>. The deduplication key travels percent-encoded as
/// <c>Idempotency-Key</c>, its origin as <c>X-Connector-Origin</c>, so that the gateway makes of them the key that a connector in its
/// own process has. Queue and result retention are the gateway's to read from the function's annotations.
/// </summary>
internal sealed class GatewayIntake(GatewayAccess gateway, TimeProvider timeProvider) : IInvocationIntake
{
    private const string Origin = "X-Connector-Origin";

    // A larger body is worth asking for first, rather than sent and refused half-way.
    private const long WorthAsking = 64 << 10;

    /// <exception cref="FunctionGoneException">There is no such function.</exception>
    /// <exception cref="EventTooLargeException">The gateway takes no body or no headers of this size.</exception>
    /// <exception cref="EventRefusedException">The gateway refuses the invocation for what it is; it would do so again.</exception>
    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        await using var body = await invocation.Body.OpenReadAsync(cancellationToken);
        using var request = Request(invocation, body);
        using var answer = await gateway.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw Refusal(invocation.Function, answer, (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim());
        return CallId.TryParse(First(answer, "X-Call-Id"), out var callId)
            ? new EnqueueResult(callId, First(answer, "X-Duplicate") == "true", timeProvider.GetUtcNow())
            : throw new QueueUnavailableException($"{gateway.Name} accepted a call of {invocation.Function} without a call id; is it a Connectors gateway?");
    }

    private static HttpRequestMessage Request(NewInvocation invocation, Stream body)
    {
        var request = new HttpRequestMessage(new HttpMethod(invocation.Method), $"async-function/{invocation.Function}{invocation.PathAndQuery}") { Content = new StreamContent(body) };
        request.Content.Headers.ContentLength = invocation.Body.Length;
        if (invocation.Body.Length is not <= WorthAsking)
            request.Headers.ExpectContinue = true;
        // An event cannot speak for the connector.
        GatewayHeaders.Copy(new(invocation.Headers.Where(header => !IsOurs(header.Key))), request);
        request.Headers.Add(Origin, Uri.EscapeDataString(invocation.Deduplication?.Origin ?? invocation.Headers.First("X-Connector") ?? "connector"));
        if (invocation.Deduplication is { } key)
            request.Headers.Add("Idempotency-Key", Uri.EscapeDataString(key.Id));
        if (invocation.OrderingKey is { } order)
            request.Headers.Add("X-Ordering-Key", Uri.EscapeDataString(order));
        return request;
    }

    private static bool IsOurs(string header) =>
        header.Equals(Origin, StringComparison.OrdinalIgnoreCase) || header.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    private static string? First(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;

    private Exception Refusal(FunctionName function, HttpResponseMessage answer, string line) => answer.StatusCode switch
    {
        // A 404 in other words comes from somebody who knows nothing of functions: the event must not be lost for that.
        HttpStatusCode.NotFound when line == $"function {function} not found" => new FunctionGoneException(function),
        HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestHeaderFieldsTooLarge =>
            new EventTooLargeException($"{gateway.Name} does not take the event for {function}: {line}"),
        HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired or HttpStatusCode.RequestUriTooLong
            or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity =>
            new EventRefusedException($"{gateway.Name} refuses the event for {function} with {(int)answer.StatusCode}: {line}"),
        _ => gateway.Unavailable(answer, $"a call of {function}", line),
    };
}

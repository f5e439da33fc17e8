using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;

namespace Connectors.Sdk.Apart;

/// <summary>
/// Checkpoints kept by the gateway: <c>GET</c> and <c>PUT /system/checkpoints?key=</c>, the version travelling as an ETag. That there is
/// none is told by the version 0; a 404 without it comes from somebody else and is an error.
/// </summary>
internal sealed class GatewayCheckpoints(GatewayAccess gateway) : ICheckpointStore
{
    public async ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Route(key));
        using var answer = await gateway.SendAsync(request, cancellationToken);
        return (answer.StatusCode, Version(answer)) switch
        {
            (HttpStatusCode.NotFound, 0) => null,
            (HttpStatusCode.OK, > 0 and var version) => new Checkpoint(await answer.Content.ReadAsByteArrayAsync(cancellationToken), version),
            _ => throw await RefusedAsync(answer, cancellationToken),
        };
    }

    public async ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Route(key)) { Content = new ReadOnlyMemoryContent(value) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{expectedVersion}\"")));
        using var answer = await gateway.SendAsync(request, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.PreconditionFailed => false,
            _ => throw await RefusedAsync(answer, cancellationToken),
        };
    }

    private static string Route(string key) => $"system/checkpoints?key={Uri.EscapeDataString(key)}";

    private static long? Version(HttpResponseMessage answer) =>
        long.TryParse(answer.Headers.ETag?.Tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private async Task<QueueUnavailableException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        gateway.Unavailable(answer, "a checkpoint", (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim());
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;

namespace Connectors.Sdk.Apart;

/// <summary>Checkpoints kept by the gateway: <c>GET</c> and <c>PUT /system/checkpoints?key=</c>, the version travelling as an ETag.</summary>
internal sealed class GatewayCheckpoints(GatewayAccess gateway) : ICheckpointStore
{
    public async ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Route(key));
        using var answer = await SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        return Ok(answer) && long.TryParse(answer.Headers.ETag?.Tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new Checkpoint(await answer.Content.ReadAsByteArrayAsync(cancellationToken), version)
            : throw Refused(answer);
    }

    public async ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Route(key)) { Content = new ReadOnlyMemoryContent(value) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{expectedVersion}\"")));
        using var answer = await SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.PreconditionFailed)
            return false;
        return Ok(answer) ? true : throw Refused(answer);
    }

    private static string Route(string key) => $"system/checkpoints?key={Uri.EscapeDataString(key)}";

    private static bool Ok(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted;

    private QueueUnavailableException Refused(HttpResponseMessage answer) =>
        new($"{gateway.Name} answered {(int)answer.StatusCode} to a checkpoint; is it a Connectors gateway, and are the credentials right?");

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

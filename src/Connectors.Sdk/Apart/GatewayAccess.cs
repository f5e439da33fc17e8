using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using Connectors.Core.Queues;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Apart;

/// <summary>How a connector or a worker that runs in a process of its own reaches its gateway. Thread-safe.</summary>
public sealed class GatewayAccess
{
    private readonly AuthenticationHeaderValue? credentials;

    /// <summary>Through a client whose base address is the gateway's; its time-out bounds every request but calls of functions, which take as long as the gateway lets them.</summary>
    /// <param name="client">Without credentials in its default headers: those would reach functions.</param>
    /// <param name="credentials">For what is the gateway's own; never sent to a function. Null: the gateway asks for none.</param>
    public GatewayAccess(HttpClient client, AuthenticationHeaderValue? credentials = null) => (Client, this.credentials) = (client, credentials);

    internal HttpClient Client { get; }

    /// <summary>The gateway's address, for messages.</summary>
    internal string Name => Client.BaseAddress?.ToString() ?? "the gateway";

    /// <summary>Sends a request with the credentials and reads the answer whole.</summary>
    /// <exception cref="QueueUnavailableException">The gateway is out of reach, or did not answer in time.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = credentials;
        try
        {
            return await Client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            // What reading the event throws is not the gateway's fault.
            if (away.InnerException is EventRefusedException refused)
                ExceptionDispatchInfo.Throw(refused);
            throw new QueueUnavailableException($"{Name} is out of reach: {away.Message}", away);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QueueUnavailableException($"{Name} did not answer within {Client.Timeout}", late);
        }
    }

    /// <summary>An answer that says nothing against what was asked: the same may be tried again later.</summary>
    internal QueueUnavailableException Unavailable(HttpResponseMessage answer, string asked, string line)
    {
        var reason = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "it wants other credentials",
            _ when line.Length > 0 => line,
            _ => "is it a Connectors gateway?",
        };
        return new QueueUnavailableException($"{Name} answered {(int)answer.StatusCode} to {asked}: {reason}")
        {
            RetryAfter = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5),
        };
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Apart;

/// <summary>How a connector or a worker that runs in a process of its own reaches its gateway. Thread-safe.</summary>
public sealed class GatewayAccess
{
    private readonly Func<AuthenticationHeaderValue?> credentials;

    /// <summary>Through a client whose base address is the gateway's; its time-out bounds every request but calls of functions, which take as long as the gateway lets them.</summary>
    /// <param name="client">Without credentials in its default headers: those would reach functions.</param>
    /// <param name="credentials">For what is the gateway's own; never sent to a function. Null: the gateway asks for none.</param>
    public GatewayAccess(HttpClient client, AuthenticationHeaderValue? credentials = null)
        : this(client, () => credentials)
    {
    }

    /// <summary>The same, with credentials that may change.</summary>
    /// <param name="client">Without credentials in its default headers: those would reach functions.</param>
    /// <param name="credentials">Those of now, asked for at every request, from any thread; null where the gateway asks for none.</param>
    public GatewayAccess(HttpClient client, Func<AuthenticationHeaderValue?> credentials) => (Client, this.credentials) = (client, credentials);

    /// <summary>
    /// With the credentials that a hub keeps in its data directory's <c>secrets</c>, or that a deployment mounts under the same names. They are read
    /// again every few seconds; while they cannot be, those last read stay in force.
    /// </summary>
    /// <param name="gateway">Its address.</param>
    /// <param name="secrets">The directory of <c>basic-auth-user</c> and <c>basic-auth-password</c>.</param>
    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    public static GatewayAccess LoggedIn(Uri gateway, string secrets)
    {
        var files = new CredentialFiles(secrets, TimeProvider.System);
        return new GatewayAccess(new HttpClient { BaseAddress = gateway }, () => files.Header)
        {
            LogInRefused = () => $"it does not take the credentials in {secrets}; copy basic-auth-user and basic-auth-password there from secrets/ of the gateway's data directory",
        };
    }

    /// <summary>What to do where the gateway cannot be used, as the last part of such sentences: "name it with --gateway". Null: nothing is said.</summary>
    public string? Remedy { get; init; }

    /// <summary>The authorities that are trusted where the gateway's address is https; null: those of the machine. The client given at construction is to trust them too.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How a server's certificate is checked against authorities of one's own; a wrong name stays wrong.</summary>
    /// <param name="authorities">Null: those of the machine.</param>
    /// <returns>Null: as the platform does.</returns>
    public static X509ChainPolicy? ChainPolicy(X509Certificate2Collection? authorities)
    {
        if (authorities is null)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>
    /// What to say where the gateway does not take the credentials, as the last part of such sentences: who logged in, where from, and
    /// what to do. Null: that it wants others.
    /// </summary>
    public Func<string>? LogInRefused { get; init; }

    internal HttpClient Client { get; }

    /// <summary>The credentials as <c>user:password</c>; null when there are none of that kind.</summary>
    internal byte[]? Pair => credentials() is { Scheme: "Basic", Parameter: { } pair } ? Convert.FromBase64String(pair) : null;

    /// <summary>The gateway's address, for messages.</summary>
    internal string Name => Client.BaseAddress?.ToString() ?? "the gateway";

    private string Advice => Remedy is null ? "" : $"; {Remedy}";

    /// <summary>Sends a request with the credentials and reads the answer whole.</summary>
    /// <exception cref="QueueUnavailableException">The gateway is out of reach, or did not answer in time.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = credentials();
        try
        {
            return await Client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException away)
        {
            // What reading the event throws is not the gateway's fault.
            if (away.InnerException is EventRefusedException refused)
                ExceptionDispatchInfo.Throw(refused);
            throw new QueueUnavailableException($"{Name} is out of reach: {Reason(away, "gateway.ca-file")}{Advice}", away) { IsTold = true };
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var what = IsConnectTimeout(late) ? "is out of reach: it took no connection in time" : $"did not answer within {GoDuration.Format(Client.Timeout)}";
            throw new QueueUnavailableException($"{Name} {what}{Advice}", late) { IsTold = true };
        }
    }

    // The time for a whole request cancels the request, the time for a connection only that.
    private static bool IsConnectTimeout(OperationCanceledException late) => late.InnerException is TimeoutException { InnerException: not OperationCanceledException };

    /// <summary>What a client could not do, in one line without a period; of a certificate that is not trusted with the remedy.</summary>
    /// <param name="away">As the client threw it.</param>
    /// <param name="setting">What names authorities of one's own.</param>
    public static string Reason(HttpRequestException away, string setting)
    {
        if (away.HttpRequestError != HttpRequestError.SecureConnectionError)
            return away.Message;
        Exception cause = away;
        while (cause.InnerException is { } inner)
            cause = inner;
        return $"{cause.Message.ReplaceLineEndings(" ").TrimEnd('.')} (an authority of your own is named by {setting})";
    }

    /// <summary>An answer that says nothing against what was asked: the same may be tried again later.</summary>
    internal QueueUnavailableException Unavailable(HttpResponseMessage answer, string asked, string line)
    {
        var reason = answer.StatusCode switch
        {
            _ when IsLogInRefused(answer) => LogInRefused?.Invoke() ?? "it wants other credentials",
            _ when line.Length > 0 => line,
            _ => $"is it a Connectors gateway?{Advice}",
        };
        return new QueueUnavailableException($"{Name} answered {(int)answer.StatusCode} to {asked}: {reason}")
        {
            RetryAfter = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5),
            // The catalogue, which asks all the time, meets it too.
            IsTold = IsLogInRefused(answer),
        };
    }

    internal static bool IsLogInRefused(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}

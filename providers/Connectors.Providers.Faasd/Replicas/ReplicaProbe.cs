using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Asks replicas whether they are ready, and how many calls they have. Thread-safe.</summary>
internal sealed class ReplicaProbe : IDisposable
{
    public const int Port = 8080;
    private const int MetricsPort = 8081;
    private const string InFlight = "http_requests_in_flight";
    private const int LargestAnswer = 1 << 20;

    private readonly HttpClient client;
    private readonly TimeProvider time;

    public ReplicaProbe(TimeProvider time)
    {
        this.time = time;
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>How long an answer may take.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    public static Uri AddressOf(IPAddress address) => new(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{Port}/"));

    /// <summary>Why a replica is not ready, in words for a caller; null: it is. A server that does not know the path is one that answers.</summary>
    public async Task<string?> FaultAsync(IPAddress address, string path, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(AddressOf(address), path));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("connectors-probe", null));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)answer.StatusCode is var status && (status >= 500 || status == (int)HttpStatusCode.TooManyRequests)
                ? string.Create(CultureInfo.InvariantCulture, $"it answers {status} to {path}") : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it does not answer {path}";
        }
        catch (HttpRequestException fault)
        {
            return fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? string.Create(CultureInfo.InvariantCulture, $"nothing listens on its port {Port} yet")
                : $"it does not answer {path}: {fault.InnerException?.Message ?? fault.Message}";
        }
    }

    /// <summary>How many calls a replica works on, as its watchdog counts them; null when nobody counts.</summary>
    public async Task<int?> InFlightAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var text = await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{address}:{MetricsPort}/metrics")), either.Token);
            foreach (var line in text.Split('\n'))
            {
                if (line.StartsWith(InFlight, StringComparison.Ordinal) && double.TryParse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
                    return (int)count;
            }
            return null;
        }
        catch (Exception unknown) when (unknown is HttpRequestException || (unknown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}

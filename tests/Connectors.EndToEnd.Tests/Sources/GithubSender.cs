using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Signs and numbers deliveries as GitHub does, and delivers again, under the same id, what was not answered by 202. Knows nothing but HTTP.</summary>
internal sealed class GithubSender(Uri address, string secret) : IDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private int failures;

    /// <summary>The call that each delivery was answered with, by its number.</summary>
    public ConcurrentDictionary<int, string> Calls { get; } = [];

    /// <summary>How often a delivery was not accepted.</summary>
    public int Failures => Volatile.Read(ref failures);

    public static string Body(int number) => FormattableString.Invariant($$"""{"number":{{number}}}""");

    public Task SendAsync(int count) => Parallel.ForAsync(
        0,
        count,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
        async (number, cancellation) =>
        {
            while (true)
            {
                if (await DeliverAsync(number) is var (call, _))
                {
                    Calls[number] = call;
                    return;
                }
                Interlocked.Increment(ref failures);
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }
        });

    /// <summary>The call it was answered with, and whether that was known already; null when it was not accepted.</summary>
    public async Task<(string Call, bool IsDuplicate)?> DeliverAsync(int number)
    {
        var cancellation = TestContext.Current.CancellationToken;
        try
        {
            using var request = Request(number);
            using var answer = await client.SendAsync(request, cancellation);
            if (answer.StatusCode is not HttpStatusCode.Accepted)
                return null;
            var told = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            var call = told.GetProperty("calls").EnumerateArray().Single();
            return (call.GetProperty("callId").GetString()!, call.TryGetProperty("duplicate", out var duplicate) && duplicate.GetBoolean());
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Request(int number)
    {
        var body = Encoding.UTF8.GetBytes(Body(number));
        var request = new HttpRequestMessage(HttpMethod.Post, "webhook/github") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", FormattableString.Invariant($"delivery-{number}"));
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        return request;
    }
}

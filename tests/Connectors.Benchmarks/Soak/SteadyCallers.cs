using System.Collections.Concurrent;
using System.Net;

namespace Connectors.Benchmarks.Soak;

/// <summary>
/// Callers that send as fast as calls are worked off: they wait while more than a bounded number is accepted and has not run, so that the
/// rate is the highest that can go on for ever. One call in 20 has a callback, one in 100 is refused by the function, one in 200 is delayed and cancelled.
/// </summary>
internal sealed class SteadyCallers(Uri gateway, CountingFunction function)
{
    private const int Callers = 32;
    private const int MostWaiting = 500;
    private static readonly byte[] Good = [.. Enumerable.Repeat((byte)'A', 1024)];
    private static readonly byte[] Bad = [.. Enumerable.Repeat((byte)'B', 1024)];
    private readonly ConcurrentBag<string> accepted = [];
    private int sent;
    private int running;
    private int refused;

    /// <summary>What was answered 202.</summary>
    public IReadOnlyCollection<string> Accepted => accepted;

    /// <summary>How often the gateway said anything but 202.</summary>
    public int Refused => refused;

    public async Task SendAsync(TimeSpan duration)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers }) { BaseAddress = gateway };
        using var end = new CancellationTokenSource(duration);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallerAsync(client, end.Token)));
    }

    private async Task CallerAsync(HttpClient client, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (Volatile.Read(ref running) - function.Calls > MostWaiting)
                await Task.Delay(1, CancellationToken.None);
            else
                await CallAsync(client, Interlocked.Increment(ref sent));
        }
    }

    private async Task CallAsync(HttpClient client, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/async-function/echo") { Content = new ByteArrayContent(number % 100 == 50 ? Bad : Good) };
        if (number % 20 == 0)
            request.Headers.Add("X-Callback-Url", function.CallbackUrl);
        var cancelled = number % 200 == 7;
        if (cancelled)
            request.Headers.Add("X-Delay", "10m");
        using var response = await client.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            Interlocked.Increment(ref refused);
            return;
        }
        var callId = response.Headers.GetValues("X-Call-Id").Single();
        accepted.Add(callId);
        if (!cancelled)
        {
            Interlocked.Increment(ref running);
            return;
        }
        using var answer = await client.DeleteAsync(new Uri("/async-function/" + callId, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }
}

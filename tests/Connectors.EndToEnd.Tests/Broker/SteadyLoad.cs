using System.Collections.Concurrent;
using System.Net;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Asynchronous calls at a steady rate, whatever becomes of them, until it is disposed of.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<string> accepted = new();
    private readonly ConcurrentQueue<string> surprises = new();
    private readonly Task running;
    private int refused;

    /// <param name="hub">Where to.</param>
    /// <param name="functions">They take turns.</param>
    /// <param name="calls">So many at a time.</param>
    /// <param name="every">How often.</param>
    public SteadyLoad(BrokerHub hub, string[] functions, int calls, TimeSpan every) => running = RunAsync(hub, functions, calls, every);

    /// <summary>Ids of the calls that were taken in.</summary>
    public IReadOnlyCollection<string> Accepted => accepted;

    /// <summary>How many calls got 503 and were told when to come again.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>Answers that are neither.</summary>
    public IReadOnlyCollection<string> Surprises => surprises;

    public override string ToString() => $"{accepted.Count} accepted, {Refused} refused, surprises: {string.Join(" | ", surprises.Take(5))}";

    /// <summary>Ends it and waits for every answer.</summary>
    public async Task EndAsync()
    {
        await end.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        end.Dispose();
    }

    private async Task RunAsync(BrokerHub hub, string[] functions, int calls, TimeSpan every)
    {
        var posts = new List<Task>();
        using var timer = new PeriodicTimer(every);
        while (!end.IsCancellationRequested)
        {
            for (var one = 0; one < calls; one++)
                posts.Add(PostAsync(hub, functions[posts.Count % functions.Length]));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        await Task.WhenAll(posts);
    }

    private async Task PostAsync(BrokerHub hub, string function)
    {
        try
        {
            using var answer = await hub.PostAsync(function, "hello");
            if (answer.StatusCode == HttpStatusCode.Accepted)
                accepted.Enqueue(BrokerHub.IdOf(answer));
            else if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter?.Delta > TimeSpan.Zero)
                Interlocked.Increment(ref refused);
            else
                surprises.Enqueue($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException exception)
        {
            surprises.Enqueue(exception.Message);
        }
    }
}

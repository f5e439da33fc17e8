using System.Collections.Concurrent;
using System.Net;

namespace Connectors.EndToEnd.Tests.Churning;

/// <summary>Callers that never pause, and everything they were told that they should not have been.</summary>
internal sealed class ChurnLoad(HubProcess hub)
{
    private const int MostTold = 20;
    private readonly ConcurrentQueue<string> wrong = new();
    private long calls;
    private long number;

    /// <summary>How many calls have ended.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>What went wrong first, a line each.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>Calls a function again and again until the token fires.</summary>
    /// <param name="function">Bare name; it echoes.</param>
    /// <param name="isThere">Whether it is there to be called now; where it may be removed meanwhile, 404 is right too.</param>
    /// <param name="end">Ends the load; calls under way are waited for.</param>
    public async Task RunAsync(string function, Func<bool>? isThere, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            if (isThere?.Invoke() == false)
                await Task.Delay(10, CancellationToken.None);
            else
                await CallAsync(function, mayBeGone: isThere is not null);
        }
    }

    private async Task CallAsync(string function, bool mayBeGone)
    {
        var text = $"{function} {Interlocked.Increment(ref number)}";
        try
        {
            using var answer = await hub.Client.PostAsync($"function/{function}", new StringContent(text));
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.OK ? body != text : !(mayBeGone && answer.StatusCode == HttpStatusCode.NotFound))
                Tell($"{text}: {(int)answer.StatusCode} {body}");
        }
        catch (HttpRequestException broken)
        {
            Tell($"{text}: {broken.Message}");
        }
        Interlocked.Increment(ref calls);
    }

    private void Tell(string line)
    {
        if (wrong.Count < MostTold)
            wrong.Enqueue(line);
    }
}

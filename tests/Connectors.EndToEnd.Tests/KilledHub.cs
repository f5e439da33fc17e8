using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>A hub that ends in the middle of its work, and what its successor makes of it.</summary>
public sealed class KilledHub
{
    private const int Calls = 1000;
    private static readonly TimeSpan Drained = TimeSpan.FromMinutes(3);

    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          ledger:
            image: ledger
            fprocess: sh -c 'read number; echo "$number $Http_X_Call_Id" >> DIR/ledger; echo "$number"'
            annotations:
              com.openfaas.retry.min_wait: 1s
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_queued_call_completes_and_is_recorded_once(bool killed)
    {
        await using var hub = await HubProcess.StartAsync(Stack);
        var ids = new string[Calls];
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, cancellation) => ids[number] = await AcceptedAsync(hub, number, cancellation));
        await Eventually.TrueAsync(() => Task.FromResult(Ledger(hub).Length >= Calls / 10), Drained, () => $"nothing runs; {hub.Output}");

        if (killed)
            await hub.KillAsync();
        else
            Assert.Equal(0, await hub.InterruptAsync());
        var before = Ledger(hub).Length;
        Assert.InRange(before, 1, Calls - 1);
        await hub.StartAgainAsync();

        var stories = new JsonElement[Calls];
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => stories[number] = await EndedAsync(hub, ids[number]));

        Assert.All(stories, story => Assert.Equal("succeeded", story.GetProperty("state").GetString()));
        Assert.All(stories, story => Assert.Single(Attempts(story), attempt => attempt.TryGetProperty("status", out var status) && status.GetInt32() == 200));
        var runs = Ledger(hub).GroupBy(line => line.Split(' ')[1]).ToDictionary(line => line.Key, line => line.Count());
        for (var number = 0; number < Calls; number++)
        {
            var lost = Attempts(stories[number]).Count(attempt => !attempt.TryGetProperty("status", out _));
            Assert.InRange(runs[ids[number]], 1, 1 + lost);
        }
        if (!killed)
            Assert.Equal(Calls, Ledger(hub).Length);
    }

    private static IEnumerable<JsonElement> Attempts(JsonElement story) => story.GetProperty("attempts").EnumerateArray();

    private static string[] Ledger(HubProcess hub)
    {
        var file = Path.Combine(hub.Directory, "ledger");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static async Task<string> AcceptedAsync(HubProcess hub, int number, CancellationToken cancellation)
    {
        using var answer = await hub.Client.PostAsync("async-function/ledger", new StringContent(number.ToString(CultureInfo.InvariantCulture)), cancellation);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Call-Id").Single();
    }

    private static async Task<JsonElement> EndedAsync(HubProcess hub, string id)
    {
        JsonElement story = default;
        await Eventually.TrueAsync(
            async () =>
            {
                story = await hub.Client.GetFromJsonAsync<JsonElement>($"async-function/{id}");
                return story.GetProperty("state").GetString() is "succeeded" or "dead" or "cancelled";
            },
            Drained,
            () => $"call {id} stands at {story}");
        return story;
    }
}

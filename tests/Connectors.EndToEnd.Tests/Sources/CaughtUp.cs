using System.Globalization;
using System.Net;
using System.Text;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>Ticks that came due while nothing ran: what each policy makes of them when the program, killed before, starts again.</summary>
public sealed class CaughtUp
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_a_kill_each_policy_catches_up_what_it_says()
    {
        await using var hub = await HubProcess.StartAsync("""
            version: 1.0
            provider:
              name: openfaas
            functions:
              idle: { image: idle, fprocess: cat }
            """);
        var first = NextMoment(TimeProvider.System.GetUtcNow().AddSeconds(35));
        var schedule = $"{first.Second}-{first.Second + 2} {first.Minute} {first.Hour} * * *";
        await DeployAsync(hub, "skip", schedule, "skip", "1h");
        await DeployAsync(hub, "once", schedule, "once", "1h");
        await DeployAsync(hub, "all", schedule, "all", "1h");
        await DeployAsync(hub, "late", schedule, "all", "6s");
        foreach (var function in (string[])["skip", "once", "all", "late"])
            await SaidAsync(hub, $"{function}.openfaas-fn runs at");
        Assert.True(TimeProvider.System.GetUtcNow() < first, $"this machine was too slow for the test: deploying took until after {first:u}\n{hub.Output}");

        await hub.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() > first.AddSeconds(9)), Soon, () => "time stands still");
        await hub.StartAgainAsync();
        foreach (var function in (string[])["skip", "once", "all", "late"])
            await SaidAsync(hub, $"{function}.openfaas-fn missed ticks of");
        await Eventually.TrueAsync(() => Task.FromResult(Lines(hub).Count(line => line.StartsWith("all ", StringComparison.Ordinal)) >= 3), Soon, () => $"{string.Join(" | ", Lines(hub))}\n{hub.Output}");
        await Eventually.TrueAsync(() => Task.FromResult(Lines(hub).Any(line => line.StartsWith("once ", StringComparison.Ordinal))), Soon, () => hub.Output);

        Assert.Equal(
            [$"all {Tick(first)}", $"all {Tick(first.AddSeconds(1))}", $"all {Tick(first.AddSeconds(2))}", $"once {Tick(first.AddSeconds(2))}"],
            Lines(hub).Order(StringComparer.Ordinal));
    }

    // Three seconds of one minute.
    private static DateTimeOffset NextMoment(DateTimeOffset at) =>
        at.Second > 57 ? new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero).AddMinutes(1)
        : new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second, TimeSpan.Zero);

    private static string Tick(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string[] Lines(HubProcess hub)
    {
        var path = Path.Combine(hub.Directory, "ticks");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static Task SaidAsync(HubProcess hub, string words) => Eventually.TrueAsync(
        () => Task.FromResult(hub.Output.Contains(words, StringComparison.Ordinal)), Soon, () => $"it never said '{words}':\n{hub.Output}");

    private static async Task DeployAsync(HubProcess hub, string function, string schedule, string policy, string deadline)
    {
        var deployment = $$"""
            {"service":"{{function}}","image":"{{function}}","envProcess":"sh -c 'echo {{function}} $Http_X_Cron_Tick >> {{hub.Directory}}/ticks'",
             "annotations":{"topic":"cron-function","schedule":"{{schedule}}","com.openfaas.schedule.misfire":"{{policy}}","com.openfaas.schedule.misfire-deadline":"{{deadline}}" } }
            """;
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Post, "system/functions", new StringContent(deployment, Encoding.UTF8, "application/json")));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }
}

using Connectors.Sdk.Apart;
using Connectors.Sdk.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Connectors.Sdk.Tests.Apart;

/// <summary>What the log is told while a gateway is away, and how often it is asked.</summary>
public sealed class GatewayOutageTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private readonly AwaitedTime time = new();
    private readonly LogLines log = new();
    private int status = 200;
    private int polls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task An_outage_is_told_when_it_begins_each_minute_and_when_it_is_over()
    {
        await using var gateway = await ScriptedGateway.StartAsync(AnswerAsync);
        using var catalogue = new GatewayCatalogue(gateway.Access, Interval, time, log.For<GatewayCatalogue>());
        await catalogue.StartAsync(Cancel);
        await PolledAsync(1);
        Volatile.Write(ref status, 503);

        for (var poll = 2; poll < 44; poll++)
            await NextAsync(poll);

        var warnings = log.Entries.Where(entry => entry.StartsWith("Warning", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, warnings.Length);
        Assert.All(warnings, warning => Assert.DoesNotContain('\n', warning));
        Assert.Contains("going on with those known", warnings[0], StringComparison.Ordinal);
        Volatile.Write(ref status, 200);
        await NextAsync(44);
        await Hub.EventuallyAsync(() => log.Entries[^1] == $"Information: {gateway.Access.Name} tells its functions again");
        await catalogue.StopAsync(Cancel);
    }

    [Fact]
    public async Task Refused_credentials_are_told_with_the_remedy_and_sent_less_and_less_often()
    {
        Volatile.Write(ref status, 401);
        await using var gateway = await ScriptedGateway.StartAsync(AnswerAsync);
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Access.Name) };
        var access = new GatewayAccess(client) { LogInRefused = () => "it does not take the user 'admin'; copy the files" };
        using var catalogue = new GatewayCatalogue(access, Interval, time, log.For<GatewayCatalogue>());
        await catalogue.StartAsync(Cancel);
        await PolledAsync(1);
        await Hub.EventuallyAsync(() => log.Entries.Length == 1);

        Assert.Equal($"Warning: {access.Name} does not tell its functions, without which nothing begins; it is asked again: {access.Name} answered 401 to /system/namespaces: it does not take the user 'admin'; copy the files", log.Entries[0]);
        var before = time.GetUtcNow();
        for (var poll = 2; poll < 8; poll++)
            await NextAsync(poll);
        Assert.InRange(time.GetUtcNow() - before, TimeSpan.FromSeconds(6 + 12 + 24 + 48 + 60 + 60), TimeSpan.FromSeconds(6 + 12 + 24 + 48 + 60 + 60 + 6));
        await catalogue.StopAsync(Cancel);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("namespaces", StringComparison.Ordinal))
            Interlocked.Increment(ref polls);
        return ScriptedGateway.Says(Volatile.Read(ref status), Volatile.Read(ref status) == 200 ? "[]" : "")(context);
    }

    private Task PolledAsync(int count) => Hub.EventuallyAsync(() => Volatile.Read(ref polls) >= count);

    // Who waits for the next poll has told the log of the last one.
    private async Task NextAsync(int count)
    {
        await time.PassAsync(Cancel);
        await PolledAsync(count);
    }
}

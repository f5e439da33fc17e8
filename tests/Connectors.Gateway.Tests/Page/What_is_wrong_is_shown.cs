using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Page;

/// <summary>What is not as it should be stands on <c>/ui/</c>, and beside the list of functions.</summary>
public sealed class What_is_wrong_is_shown
{
    private static readonly FakeTimeProvider time = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task A_provider_that_is_away_is_told_with_the_age_of_what_is_shown()
    {
        var health = new Health();
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<IProviderHealth>(health).AddSingleton<TimeProvider>(time));
        host.Provider.Add("echo");
        using (var well = await host.SendAsync(HttpMethod.Get, "/system/functions"))
            Assert.False(well.Headers.Contains("X-Connectors-Remark"));

        (health.Fault, health.FaultSince) = ("provider http://far/ took no connection – refused", time.GetUtcNow().AddSeconds(-75));
        using var list = await host.SendAsync(HttpMethod.Get, "/system/functions");

        using var one = await host.SendAsync(HttpMethod.Get, "/system/function/echo");

        foreach (var answer in new[] { list, one })
            Assert.Equal("as known last, for the provider has been away for 1m15s: provider http://far/ took no connection ? refused", answer.Headers.GetValues("X-Connectors-Remark").Single());
        var page = await PageAsync(host);
        Assert.Contains("The provider has been away for 1m15s: provider http://far/ took no connection", page);
        Assert.Contains("echo.openfaas-fn", page);
    }

    [Fact]
    public async Task Why_a_function_has_no_ready_replica_is_told()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("broken");
        host.Provider.SetEndpoints("broken", new FunctionEndpoints([], 1, "exited with code 3: <no config>"));

        Assert.Contains("not ready: exited with code 3: &lt;no config&gt;", await PageAsync(host));
    }

    [Fact]
    public async Task Paused_queues_and_functions_are_told_by_name()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<IQueueStatistics>(new PausedQueues()));

        var page = await PageAsync(host);

        Assert.Contains("<code>slow</code> <span class=\"bad\">(paused)</span>", page);
        Assert.Contains("<code>faas-request</code><br><span class=\"bad\">paused: f00.openfaas-fn, f01.openfaas-fn", page);
        Assert.Contains("f19.openfaas-fn and 5 more</span>", page);
        Assert.DoesNotContain("f20.", page);
    }

    private static async Task<string> PageAsync(GatewayHost host)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/ui/");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Health : IProviderHealth
    {
        public string? Fault { get; set; }

        public DateTimeOffset? FaultSince { get; set; }
    }

    private sealed class PausedQueues : IQueueStatistics
    {
        public ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken) => new(
        [
            Status("faas-request", false, [.. Enumerable.Range(0, 25).Select(i => new FunctionQueueStatus($"f{i:00}", FunctionName.DefaultNamespace, true, 0, 0, 0, 0))]),
            Status("slow", true, []),
        ]);

        private static QueueStatus Status(string queue, bool paused, IReadOnlyList<FunctionQueueStatus> functions) => new()
        {
            Queue = queue,
            Paused = paused,
            Pending = 0,
            Running = 0,
            Delayed = 0,
            Dead = 0,
            CallbacksPending = 0,
            OldestPendingSeconds = 0,
            Functions = functions,
        };
    }
}

using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Watching;
using Connectors.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.FaasNetes.Tests.Access;

public class A_cluster_that_does_not_answer
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_a_hub_from_starting_which_says_where_it_looked_and_what_to_do()
    {
        using var directory = new TempDirectory("kubeconfig");
        var (file, server) = (directory.Below("config"), $"127.0.0.1:{LoopbackPorts.Take()}");
        await File.WriteAllTextAsync(file, $$"""
            current-context: a
            clusters: [{ name: a, cluster: { server: "https://{{server}}", insecure-skip-tls-verify: true } }]
            users: [{ name: a, user: { token: t } }]
            contexts: [{ name: a, context: { cluster: a, user: a } }]
            """, Ending);
        var time = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddFaasNetesProvider(new FaasNetesSettings { Kubeconfig = file }).BuildServiceProvider();
        var watch = services.GetRequiredService<ClusterWatch>();

        var starting = watch.StartAsync(Ending);
        while (watch.Health.Fault is null)
            await Task.Delay(20, Ending);
        Assert.False(starting.IsCompleted);
        // It may be just coming up; for so long nobody gives up.
        time.Advance(TimeSpan.FromSeconds(20));
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(() => starting);
        Assert.Contains(server, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Is its API server up, and is it where faas-netes.kubeconfig says?", refused.Message, StringComparison.Ordinal);
        await watch.StopAsync(CancellationToken.None);
    }
}

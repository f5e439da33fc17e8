using System.Net;
using Connectors.Core.Checkpoints;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.About;

/// <summary><c>/healthz</c> says that the process lives, <c>/readyz</c> beside the metrics what is away.</summary>
public sealed class Health_and_readiness
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_is_asked_by_HEAD_too()
    {
        await using var host = await GatewayHost.StartAsync();
        foreach (var address in new[] { new Uri(host.Address, "healthz"), new Uri(host.MetricsAddress, "healthz"), new Uri(host.MetricsAddress, "readyz") })
        {
            using var answer = await host.SendAsync(HttpMethod.Head, address.ToString(), admin: false);
            Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, answer.Content.Headers.ContentLength));
            Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task What_is_away_is_told_by_readiness_and_not_by_health()
    {
        var parts = new Parts();
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<ICheckpointStore>(parts).AddSingleton<IProviderHealth>(parts));
        Assert.Equal((HttpStatusCode.OK, "OK"), await AskAsync(host, "readyz"));

        parts.Away = new QueueUnavailableException("NATS at nats://x is away");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "NATS at nats://x is away"), await AskAsync(host, "readyz"));
        Assert.Equal((HttpStatusCode.OK, "OK"), await AskAsync(host, "healthz"));

        parts.Fault = "the provider is away";
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the provider is away; NATS at nats://x is away"), await AskAsync(host, "readyz"));
    }

    private static async Task<(HttpStatusCode, string)> AskAsync(GatewayHost host, string path)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, new Uri(host.MetricsAddress, path).ToString(), admin: false);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private sealed class Parts : ICheckpointStore, IProviderHealth
    {
        public Exception? Away { get; set; }

        public string? Fault { get; set; }

        public DateTimeOffset? FaultSince => Fault is null ? null : DateTimeOffset.UnixEpoch;

        public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => Away is { } away ? throw away : new((Checkpoint?)null);

        public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

using Connectors.Core.Functions;
using Connectors.Core.Peers;
using Connectors.Core.Queues;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Scaling.Loads;
using Connectors.Gateway.Scaling.Loads.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Scaling;

public sealed class Loads_of_other_gateways
{
    private static readonly FunctionName echo = new("echo", "openfaas-fn");
    private readonly FakeTimeProvider time = new();
    private readonly Exchange exchange = new();

    [Fact]
    public async Task Calls_of_all_gateways_are_one_load()
    {
        var (one, two) = (Start(), Start());
        await RpsAsync(one);
        Call(one, 100);
        Call(two, 50);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(15, await RpsAsync(one));
        Assert.Equal(15, await RpsAsync(two));
        using var held = two.Traffic.Of(echo).Begin();
        using var here = one.Traffic.Of(echo).Begin();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await LoadAsync(one, ScalingTypes.Capacity));
        Assert.Equal(0, await RpsAsync(one));
    }

    [Fact]
    public async Task Of_a_gateway_that_has_counted_for_long_nothing_is_known_before_it_has_told_twice()
    {
        var old = Start();
        Call(old, 1_000_000);
        time.Advance(TimeSpan.FromHours(1));
        var young = Start();
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await RpsAsync(young));
        Call(old, 20);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, await RpsAsync(young));
    }

    [Fact]
    public async Task A_gateway_that_has_just_started_counts_from_its_first_word()
    {
        var old = Start();
        await RpsAsync(old);
        time.Advance(TimeSpan.FromSeconds(10));
        await RpsAsync(old);
        var young = Start();
        Call(young, 100);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10, await RpsAsync(old));
    }

    [Fact]
    public async Task One_that_falls_silent_counts_with_what_it_told_last_for_a_minute()
    {
        var (one, two) = (Start(), Start());
        await RpsAsync(one);
        Call(two, 100);
        var held = two.Traffic.Of(echo).Begin();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, await RpsAsync(one));

        exchange.Silent.Add(two.Own);
        for (var seconds = 10; seconds < 60; seconds += 10)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(10, await RpsAsync(one));
            Assert.Equal(1, await LoadAsync(one, ScalingTypes.Capacity));
        }
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await RpsAsync(one));
        held.Dispose();
    }

    [Fact]
    public async Task While_nobody_can_be_asked_the_load_is_unknown()
    {
        var one = Start();
        exchange.IsAway = true;

        var unknown = await Assert.ThrowsAsync<LoadUnknownException>(() => RpsAsync(one));
        Assert.Equal("the other gateways cannot be asked for their calls: NATS is away", unknown.Message);
    }

    [Fact]
    public async Task What_cannot_be_read_is_unknown_too()
    {
        var one = Start();
        exchange.Garbage = "[]"u8.ToArray();
        Assert.Contains("let all have the same version", (await Assert.ThrowsAsync<LoadUnknownException>(() => RpsAsync(one))).Message, StringComparison.Ordinal);
        exchange.Garbage = "{}"u8.ToArray();
        Assert.Contains("let all have the same version", (await Assert.ThrowsAsync<LoadUnknownException>(() => RpsAsync(one))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_functions_are_told_in_messages_that_fit()
    {
        var (one, two) = (Start(), Start());
        var names = Enumerable.Range(0, 10_000).Select(number => new FunctionName($"{new string('f', 55)}-{number}", new string('n', 63))).ToList();
        foreach (var name in names)
            two.Traffic.Of(name).Begin().Dispose();
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.All(two.Own.Messages(), message => Assert.InRange(message.Length, 1, 512 << 10));
        var loads = await one.Source.ReadAsync(ScalingTypes.Rps, names, TestContext.Current.CancellationToken);
        Assert.All(names, name => Assert.Equal(0.1, loads[name], 6));
    }

    private async Task<double?> LoadAsync(Gateway gateway, string type) =>
        (await gateway.Source.ReadAsync(type, [echo], TestContext.Current.CancellationToken)).TryGetValue(echo, out var load) ? load : null;

    private Task<double?> RpsAsync(Gateway gateway) => LoadAsync(gateway, ScalingTypes.Rps);

    private static void Call(Gateway gateway, int times)
    {
        for (var i = 0; i < times; i++)
            gateway.Traffic.Of(echo).Begin().Dispose();
    }

    private Gateway Start()
    {
        var traffic = new FunctionTraffic(new InvocationMetrics(new FunctionRegistry(Prometheus.Metrics.NewCustomRegistry(), HttpMetricNames.OfGateway)), time);
        var own = new OwnReport(traffic, time);
        exchange.Reports.Add(own);
        return new Gateway(traffic, own, new PeerTraffic(exchange, own, new ScalingSettings(), time, NullLogger<PeerTraffic>.Instance));
    }

    private sealed record Gateway(FunctionTraffic Traffic, OwnReport Own, PeerTraffic Source);

    /// <summary>In memory; everybody answers at once, or never.</summary>
    private sealed class Exchange : IPeerExchange
    {
        public List<OwnReport> Reports { get; } = [];

        public HashSet<OwnReport> Silent { get; } = [];

        public bool IsAway { get; set; }

        public byte[]? Garbage { get; set; }

        public Task AnswerAsync(string question, Func<IReadOnlyList<ReadOnlyMemory<byte>>> answers, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> AskAsync(string question, CancellationToken cancellationToken) => IsAway
            ? throw new QueueUnavailableException("NATS is away")
            : new([.. Reports.Where(report => !Silent.Contains(report)).SelectMany(report => report.Messages()), .. Garbage is null ? (ReadOnlyMemory<byte>[])[] : [Garbage]]);
    }
}

using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Usage;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.Faasd.Tests.Usage;

public sealed class UsageMeterTests
{
    private const double Second = 1_000_000_000;

    private static readonly FunctionName Function = new("shout", "openfaas-fn");

    private readonly FakeTimeProvider time = new();
    private readonly Dictionary<string, CgroupSample> groups = [];
    private readonly UsageMeter meter;

    public UsageMeterTests() => meter = new UsageMeter(group => groups.TryGetValue(group, out var sample) ? sample : null, time);

    [Fact]
    public async Task The_first_asker_waits_a_moment_and_sees_what_was_used_in_it()
    {
        groups["a"] = new(5 * Second, 100);
        groups["b"] = new(0, 50);
        var usage = MeasureAsync();

        groups["a"] = new(5 * Second + 0.1 * Second, 300);
        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(new FunctionUsage { Cpu = 500, TotalMemoryBytes = 350 }, await usage);
    }

    [Fact]
    public async Task The_next_sees_the_mean_since_and_new_replicas_wholly()
    {
        groups["a"] = new(0, 1);
        await FirstAsync();

        groups["a"] = new(2 * Second, 1);
        groups["b"] = new(1 * Second, 1);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(300, (await MeasureAsync()).Cpu, 3);
    }

    [Fact]
    public async Task A_replica_that_went_or_began_anew_takes_nothing_away()
    {
        groups["a"] = new(50 * Second, 1);
        groups["b"] = new(9 * Second, 1);
        await FirstAsync();

        groups.Remove("a");
        groups["b"] = new(1 * Second, 1);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1000, (await MeasureAsync()).Cpu, 3);
    }

    [Fact]
    public async Task What_was_seen_long_ago_is_not_the_present()
    {
        groups["a"] = new(0, 1);
        await FirstAsync();
        groups["a"] = new(30 * Second, 1);
        time.Advance(TimeSpan.FromMinutes(2));
        var usage = MeasureAsync();

        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(0, (await usage).Cpu);
    }

    [Fact]
    public async Task Without_replicas_nothing_is_used()
    {
        await FirstAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new FunctionUsage(), await MeasureAsync());
    }

    private async Task FirstAsync()
    {
        var first = MeasureAsync();
        time.Advance(TimeSpan.FromMilliseconds(200));
        await first;
    }

    private Task<FunctionUsage> MeasureAsync() => meter.MeasureAsync(Function, () => ["a", "b"], TestContext.Current.CancellationToken).AsTask();
}

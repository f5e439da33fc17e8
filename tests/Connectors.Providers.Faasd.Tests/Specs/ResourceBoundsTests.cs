using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Faasd.Specs.Runtime;

namespace Connectors.Providers.Faasd.Tests.Specs;

public sealed class ResourceBoundsTests
{
    [Theory]
    [InlineData("128Mi", 134_217_728L)]
    [InlineData("1G", 1_000_000_000L)]
    [InlineData("7000000", 7_000_000L)]
    [InlineData("6291456001m", 6_291_457L)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Memory_is_counted_in_whole_bytes(string? text, long? bytes) => Assert.Equal(bytes, Limits(memory: text).MemoryBytes);

    [Theory]
    [InlineData("500m", 50_000L)]
    [InlineData("2", 200_000L)]
    [InlineData("0.005", 1_000L)]
    [InlineData("1n", 1_000L)]
    [InlineData("0", null)]
    [InlineData(null, null)]
    public void Processor_time_is_a_share_of_a_tenth_of_a_second(string? text, long? quota) => Assert.Equal(quota, Limits(cpu: text).CpuQuota);

    [Theory]
    [InlineData("250m", 256ul)]
    [InlineData("1m", 2ul)]
    [InlineData("100000", 262_144ul)]
    [InlineData(null, null)]
    public void What_is_requested_of_the_processor_is_a_weight(string? text, ulong? shares) =>
        Assert.Equal(shares, ResourceBounds.Read(null, new FunctionResources { Cpu = text }, []).CpuShares);

    [Theory]
    [InlineData("128m")]
    [InlineData("5Mi")]
    public void Memory_in_which_nothing_starts_is_refused_with_the_remedy(string text)
    {
        var faults = new List<string>();

        ResourceBounds.Read(new FunctionResources { Memory = text }, null, faults);

        Assert.StartsWith($"limits.memory '{text}' is too little", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Contains("write 6Mi or more", faults[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000E")]
    [InlineData("999999999Ei")]
    public void An_amount_that_no_machine_has_is_no_limit_or_a_fault(string text)
    {
        var faults = new List<string>();

        var bounds = ResourceBounds.Read(new FunctionResources { Memory = text, Cpu = text }, new FunctionResources { Cpu = text }, faults);

        Assert.True(bounds.MemoryBytes is null);
        Assert.True(bounds.CpuQuota is null or > 0);
    }

    [Fact]
    public void Swap_is_bounded_where_it_is_counted()
    {
        Assert.Equal(new RuntimeMemory(64 << 20, 64 << 20), Limits(memory: "64Mi").ToMemory(countsSwap: true));
        Assert.Equal(new RuntimeMemory(64 << 20, null), Limits(memory: "64Mi").ToMemory(countsSwap: false));
        Assert.Null(Limits().ToMemory(countsSwap: true));
        Assert.Null(Limits().ToCpu());
    }

    private static ResourceBounds Limits(string? memory = null, string? cpu = null)
    {
        var faults = new List<string>();
        var bounds = ResourceBounds.Read(new FunctionResources { Memory = memory, Cpu = cpu }, null, faults);
        Assert.Empty(faults);
        return bounds;
    }
}

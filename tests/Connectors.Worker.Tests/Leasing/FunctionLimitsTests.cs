using Connectors.Core.Functions;
using Connectors.Worker.Leasing;
using Connectors.Worker.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Worker.Tests.Leasing;

public sealed class FunctionLimitsTests
{
    private static readonly FunctionName[] Functions = [.. Enumerable.Range(0, 40).Select(number => new FunctionName($"f{number}", "openfaas-fn"))];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 7)]
    [InlineData(64, 56)]
    [InlineData(1000, 888)]
    public void One_function_alone_gets_nearly_everything_and_leaves_a_place(int total, int most)
    {
        using var limits = New(total, 0);
        Assert.Equal(most, limits.Available(Functions[0]));
        var oneByOne = 0;
        while (limits.Available(Functions[0]) > 0)
        {
            limits.Enter(Functions[0]);
            oneByOne++;
        }
        Assert.Equal(most, oneByOne);
        Assert.Equal(total > 1, limits.Available(Functions[1]) > 0);
    }

    [Fact]
    public void Whatever_the_others_hold_a_function_without_any_gets_a_place_while_one_is_free()
    {
        using var limits = New(64, 0);
        foreach (var function in Functions.Take(7))
        {
            while (limits.Available(function) > 0)
                limits.Enter(function);
        }
        var left = 64 - Functions.Sum(limits.Running);
        for (var next = 7; left > 0; next++, left--)
        {
            Assert.Equal(1, Math.Min(1, limits.Available(Functions[next])));
            limits.Enter(Functions[next]);
        }
        Assert.Equal(0, limits.Available(Functions[39]));
    }

    [Fact]
    public void Busy_functions_come_close_to_equal_shares()
    {
        using var limits = New(64, 0);
        var random = new Random(3);
        while (limits.Available(Functions[0]) > 0)
            limits.Enter(Functions[0]);
        // Calls end one by one, whoever runs most first to end, and four functions with a backlog take what is free in turn.
        for (var turn = 0; turn < 2000; turn++)
        {
            var ending = Functions[random.Next(4)];
            if (limits.Running(ending) > 0)
                limits.Leave(ending, 0, default);
            foreach (var function in Functions.Take(4))
            {
                if (limits.Available(function) > 0)
                    limits.Enter(function);
            }
        }
        Assert.All(Functions.Take(4), function => Assert.InRange(limits.Running(function), 8, 24));
    }

    [Fact]
    public void A_fixed_limit_is_kept_exactly()
    {
        using var limits = New(10, 4);
        Assert.Equal(4, limits.Available(Functions[0]));
        for (var i = 0; i < 4; i++)
            limits.Enter(Functions[0]);
        Assert.Equal(0, limits.Available(Functions[0]));
        for (var i = 0; i < 4; i++)
            limits.Enter(Functions[1]);
        // Two places are left, and the last is not for who would have more than one.
        Assert.Equal(1, limits.Available(Functions[2]));
    }

    [Fact]
    public void A_large_fixed_limit_leaves_the_last_place_too()
    {
        using var limits = New(8, 100);
        Assert.Equal(7, limits.Available(Functions[0]));
    }

    [Fact]
    public void A_place_that_becomes_free_is_announced()
    {
        using var limits = New(2, 1);
        limits.Enter(Functions[0]);
        var seen = limits.Changes.Version;
        limits.Leave(Functions[0], 0, default);
        Assert.True(limits.Changes.Version > seen);
        Assert.Equal((0, 1), (limits.Running(Functions[0]), limits.Available(Functions[0])));
    }

    private static FunctionLimits New(int total, int fixedPerFunction) =>
        new(total, fixedPerFunction, new WorkerMetrics(Prometheus.Metrics.NewCustomRegistry()), new FakeTimeProvider());
}

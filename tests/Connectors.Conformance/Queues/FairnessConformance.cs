using Connectors.Core.Functions;

namespace Connectors.Conformance.Queues;

/// <summary>Turns, order within a function, limits.</summary>
public abstract class FairnessConformance : QueueConformance
{
    [Fact]
    public async Task A_burst_does_not_hold_back_the_others()
    {
        for (var n = 0; n < 200; n++)
            await EnqueueAsync(Call());
        FunctionName[] others = [.. Enumerable.Range(0, 5).Select(n => new FunctionName($"other{n}", "openfaas-fn"))];
        foreach (var other in others)
            await EnqueueAsync(CallOf(other));
        var seen = new List<FunctionName>();
        for (var n = 0; n < 20; n++)
        {
            await using var lease = await LeaseOneAsync();
            seen.Add(lease.Invocation.Function);
            await CompleteAsync(lease);
        }
        Assert.Equal(others, seen.Where(function => function != Shout).Order());
    }

    [Fact]
    public async Task Two_backlogs_share_a_lease_of_many()
    {
        for (var n = 0; n < 40; n++)
            await EnqueueAsync(Call());
        for (var n = 0; n < 40; n++)
            await EnqueueAsync(CallOf(Other));
        var leased = new List<FunctionName>();
        while (leased.Count < 20)
            leased.AddRange((await LeaseAsync(20 - leased.Count)).Select(lease => lease.Invocation.Function));
        Assert.InRange(leased.Count(function => function == Other), 5, 15);
    }

    [Fact]
    public async Task Within_a_function_the_first_comes_first()
    {
        for (var n = 0; n < 20; n++)
            await EnqueueAsync(Call($"{n:00}"));
        var seen = new List<string>();
        while (seen.Count < 20)
        {
            await using var lease = await LeaseOneAsync();
            seen.Add(await TextAsync(lease.Invocation.Body));
            await CompleteAsync(lease);
        }
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task A_function_at_its_limit_is_passed_over()
    {
        var limits = new FunctionLimits();
        limits.Set(Shout, 2);
        for (var n = 0; n < 5; n++)
            await EnqueueAsync(Call());
        for (var n = 0; n < 5; n++)
            await EnqueueAsync(CallOf(Other));
        var leases = await LeaseAsync(10, limits);
        Assert.InRange(leases.Count(lease => lease.Invocation.Function == Shout), 0, 2);
        limits.Set(Shout, 0);
        var left = 5 - leases.Count(lease => lease.Invocation.Function == Other);
        while (left > 0)
        {
            var more = await LeaseAsync(10, limits);
            Assert.All(more, lease => Assert.Equal(Other, lease.Invocation.Function));
            left -= more.Count;
        }
    }

    [Fact]
    public async Task A_limit_that_grows_wakes_who_waits()
    {
        var limits = new FunctionLimits();
        limits.Set(Shout, 0);
        await EnqueueAsync(Call());
        var waiting = LeaseAsync(1, limits);
        await EnqueueAsync(CallOf(Other));
        Assert.Equal(Other, Assert.Single(await waiting).Invocation.Function);
        waiting = LeaseAsync(1, limits);
        limits.Set(Shout, 1);
        Assert.Equal(Shout, Assert.Single(await waiting).Invocation.Function);
    }
}

using Connectors.Sdk.Acknowledging;

namespace Connectors.Sdk.Tests.Acknowledging;

public class ContiguousPrefixTests
{
    [Fact]
    public void What_ends_early_waits_for_all_before_it()
    {
        var (prefix, done) = (new ContiguousPrefix<int>(), new List<int>());
        var entries = Enumerable.Range(1, 4).Select(prefix.Begin).ToList();

        prefix.End(entries[1], done.Add);
        prefix.End(entries[2], done.Add);
        Assert.Empty(done);
        Assert.Equal(4, prefix.Open);

        prefix.End(entries[0], done.Add);
        Assert.Equal([1, 2, 3], done);
        Assert.Equal(1, prefix.Open);

        prefix.End(entries[3], done.Add);
        Assert.Equal([1, 2, 3, 4], done);
        Assert.Equal(0, prefix.Open);
    }

    [Fact]
    public void Ended_by_many_at_once_all_are_acknowledged_once_and_in_order()
    {
        const int Count = 20_000;
        var (prefix, done) = (new ContiguousPrefix<int>(), new List<int>(Count));
        var entries = Enumerable.Range(0, Count).Select(prefix.Begin).ToArray();
        Random.Shared.Shuffle(entries);

        Parallel.ForEach(entries, entry => prefix.End(entry, done.Add));

        Assert.Equal(Enumerable.Range(0, Count), done);
    }
}

using Connectors.Mqtt.Subscriptions;
using Connectors.Sdk.Topics;

namespace Connectors.Mqtt.Tests.Subscriptions;

public sealed class FiltersTests
{
    private static readonly string[] Words = ["a", "b", "", "$SYS"];

    [Theory]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/+/c", "+/b/c", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/+/x", true)]
    public void Filters_overlap_when_a_topic_fits_both(string left, string right, bool overlap)
    {
        Assert.Equal(overlap, Filters.Overlap(left, right));
        Assert.Equal(overlap, Filters.Overlap(right, left));
    }

    [Theory]
    [InlineData("a/+/c, +/b/c", "+/+/c")]
    [InlineData("a/b, a/+, a/c/d", "a/+, a/c/d")]
    [InlineData("a/#, a, a/b/c, b", "a/#, b")]
    [InlineData("a/+/c, +/b/c, x/y/c, d", "+/+/c, d")]
    [InlineData("+/b/#, a/#", "+/#")]
    [InlineData("#, $SYS/load", "#, $SYS/load")]
    public void Filters_that_overlap_become_one(string filters, string disjoint) =>
        Assert.Equal(disjoint.Split(", ").Order(StringComparer.Ordinal), Filters.Disjoint(filters.Split(", ")).Order(StringComparer.Ordinal));

    [Fact]
    public void Whatever_the_filters_every_topic_that_one_means_is_meant_by_exactly_one()
    {
        var random = new Random(20);
        for (var round = 0; round < 2000; round++)
        {
            var wanted = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Filter(random)).ToList();
            var disjoint = Filters.Disjoint(wanted).Select(Parse).ToList();
            for (var i = 0; i < 40; i++)
            {
                var topic = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Words[random.Next(Words.Length)]));
                if (topic.Length == 0)
                    continue;
                var meant = disjoint.Count(filter => filter.Matches(topic));
                Assert.InRange(meant, wanted.Exists(filter => Parse(filter).Matches(topic)) ? 1 : 0, 1);
            }
        }
    }

    private static TopicPattern Parse(string filter) =>
        TopicPattern.TryParse(filter, TopicLanguage.Mqtt, out var pattern, out var fault) ? pattern : throw new ArgumentException(fault);

    private static string Filter(Random random)
    {
        while (true)
        {
            var levels = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(3) == 0 ? "+" : Words[random.Next(Words.Length)]).ToList();
            if (random.Next(4) == 0)
                levels.Add("#");
            if (string.Join('/', levels) is { Length: > 0 } filter)
                return filter;
        }
    }
}

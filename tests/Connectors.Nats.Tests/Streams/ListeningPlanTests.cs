using Connectors.Nats.Streams;
using Connectors.Nats.Subjects;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests.Streams;

public sealed class ListeningPlanTests
{
    [Theory]
    [InlineData("a.>", "a.b.>", "a.b.>")]
    [InlineData("a.*.c", "a.b.>", "a.b.c")]
    [InlineData("*.b", "a.*", "a.b")]
    [InlineData("a.b", "a.b", "a.b")]
    [InlineData(">", "*.b.>", "*.b.>")]
    [InlineData("a.*.>", "a.b.>", "a.b.>")]
    [InlineData("a.>", "a", null)]
    [InlineData("a.b", "a.b.c", null)]
    [InlineData("a.*", "b.>", null)]
    public void Two_patterns_have_one_in_common_or_none(string one, string other, string? common)
    {
        Assert.Equal(common, SubjectMeeting.Of(one, other));
        Assert.Equal(common, SubjectMeeting.Of(other, one));
    }

    [Fact]
    public void A_pattern_that_a_stream_covers_needs_no_subject_and_one_part_serves_all_who_mean_it()
    {
        var plan = ListeningPlan.Of(["a.>", "a.b.>", "c"], [new StreamConfig("S", ["a.b.>", "d"])]);
        Assert.Equal(["a.b.>"], plan.Parts.Select(part => part.Key.Subject));
        Assert.Equal(["a.>", "a.b.>"], plan.Parts[new StreamPart("S", "a.b.>")].Patterns);
        Assert.Equal(["a.>", "c"], plan.Subjects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("$KV.bucket.>")]
    [InlineData("connectors.call.>")]
    public void What_is_the_server_s_or_a_queue_s_is_meant_by_name_only(string kept)
    {
        StreamConfig[] streams = [new("S", [kept])];
        Assert.Empty(ListeningPlan.Of([">"], streams).Parts);
        Assert.Single(ListeningPlan.Of([kept], streams).Parts);
    }
}

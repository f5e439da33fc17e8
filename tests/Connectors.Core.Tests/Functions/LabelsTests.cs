using Connectors.Core.Functions;

namespace Connectors.Core.Tests.Functions;

public sealed class LabelsTests
{
    [Theory]
    [InlineData(null, null, 1, 20)]
    [InlineData("2", null, 2, 20)]
    [InlineData(" 3 ", "5", 3, 5)]
    [InlineData("30", "5", 30, 30)]
    [InlineData("30", null, 30, 30)]
    [InlineData("-1", "x", 1, 20)]
    [InlineData("٣", "1e1", 1, 20)]
    [InlineData("99999999999", "", 1, 20)]
    public void Bounds_of_replicas(string? min, string? max, int expectedMin, int expectedMax)
    {
        var labels = new Dictionary<string, string>();
        if (min is not null)
            labels[ScalingLabels.MinLabel] = min;
        if (max is not null)
            labels[ScalingLabels.MaxLabel] = max;
        Assert.Equal(new ScalingLabels(expectedMin, expectedMax), ScalingLabels.Read(labels));
    }

    [Fact]
    public void No_labels_are_the_defaults() => Assert.Equal(ScalingLabels.Default, ScalingLabels.Read(null));

    [Fact]
    public void Values_are_trimmed_and_blank_ones_absent()
    {
        var map = new Dictionary<string, string> { ["a"] = " x ", ["b"] = " " };
        Assert.Equal("x", KnownAnnotations.Value(map, "a"));
        Assert.Null(KnownAnnotations.Value(map, "b"));
        Assert.Null(KnownAnnotations.Value(map, "c"));
        Assert.Null(KnownAnnotations.Value(null, "a"));
    }

    [Fact]
    public void The_queue_is_the_annotated_one_or_the_default()
    {
        Assert.Equal("faas-request", KnownAnnotations.QueueOf(new FunctionStatus()));
        Assert.Equal("slow", KnownAnnotations.QueueOf(new FunctionStatus { Annotations = new Dictionary<string, string> { [KnownAnnotations.Queue] = "slow" } }));
    }
}

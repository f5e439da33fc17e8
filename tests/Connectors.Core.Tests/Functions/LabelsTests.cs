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
    public void Every_label_of_scaling_is_read()
    {
        var read = ScalingLabels.Read(
            new Dictionary<string, string>
            {
                ["com.openfaas.scale.min"] = "2",
                ["com.openfaas.scale.max"] = "9",
                ["com.openfaas.scale.target"] = "12.5",
                ["com.openfaas.scale.target-proportion"] = " 0.5 ",
                ["com.openfaas.scale.type"] = "Capacity",
                ["com.openfaas.scale.zero"] = "true",
                ["com.openfaas.scale.zero-duration"] = "90s",
                ["com.openfaas.scale.factor"] = "0",
                ["com.openfaas.scale.down.window"] = "5m",
            },
            out var warnings);
        Assert.Empty(warnings);
        Assert.Equal(
            new ScalingLabels(2, 9)
            {
                Target = 12.5,
                TargetProportion = 0.5,
                Type = ScalingTypes.Capacity,
                Zero = true,
                ZeroDuration = TimeSpan.FromSeconds(90),
                Factor = 0,
                DownWindow = TimeSpan.FromMinutes(5),
            },
            read);
    }

    [Theory]
    [InlineData("min", "two")]
    [InlineData("max", "0")]
    [InlineData("target", "0")]
    [InlineData("target", "-3")]
    [InlineData("target", "1e3")]
    [InlineData("target", "NaN")]
    [InlineData("target-proportion", "0")]
    [InlineData("target-proportion", "1.1")]
    [InlineData("type", "rps\"}")]
    [InlineData("zero", "yes")]
    [InlineData("zero-duration", "soon")]
    [InlineData("zero-duration", "-1s")]
    [InlineData("factor", "101")]
    [InlineData("down.window", "6m")]
    public void What_cannot_be_read_falls_back_and_is_told(string label, string value)
    {
        var read = ScalingLabels.Read(new Dictionary<string, string> { [ScalingLabels.Prefix + label] = value }, out var warnings);
        Assert.Contains($"label com.openfaas.scale.{label} '", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(label == "max" ? new ScalingLabels(1, 1) : ScalingLabels.Default, read);
    }

    [Theory]
    [InlineData("com.openfaas.scale.min", true)]
    [InlineData("com.openfaas.scale.zero", true)]
    [InlineData("com.openfaas.scale.down.window", true)]
    [InlineData("com.openfaas.scale.factor", false)]
    [InlineData("faas_function", false)]
    public void A_label_of_scaling_asks_for_it(string label, bool asks) =>
        Assert.Equal(asks, ScalingLabels.AskForScaling(new Dictionary<string, string> { [label] = "1" }));

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

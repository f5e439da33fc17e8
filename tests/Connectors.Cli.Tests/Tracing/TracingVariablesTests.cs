using Connectors.Cli.Tracing;

namespace Connectors.Cli.Tests.Tracing;

public sealed class TracingVariablesTests
{
    [Fact]
    public void Where_no_receiver_is_named_no_traces_are_made() =>
        Assert.Null(Of(new() { Protocol = "grpc", SampleRatio = 0.5 }, ["tracing.sample-ratio"], ("OTEL_SERVICE_NAME", "mine"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "")));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    public void The_standard_variables_alone_are_enough(string variable)
    {
        var variables = Of(new(), [], (variable, "http://collector:4318"), ("OTEL_SERVICE_NAME", "mine"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=b"), ("PATH", "/bin"))!;
        Assert.Equal(("http://collector:4318", "mine", "a=b"), (variables[variable], variables["OTEL_SERVICE_NAME"], variables["OTEL_EXPORTER_OTLP_HEADERS"]));
        Assert.Equal(3, variables.Count);
    }

    [Fact]
    public void Settings_win_over_the_standard_variables()
    {
        var settings = new TracingSettings { OtlpEndpoint = new Uri("http://ours:4318/"), Protocol = "http/protobuf", SampleRatio = 0.25 };
        var variables = Of(
            settings, ["tracing.sample-ratio"], ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:4317"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://other:4317"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"), ("OTEL_TRACES_SAMPLER", "always_off"))!;
        Assert.Equal(("http://ours:4318/", "http/protobuf"), (variables["OTEL_EXPORTER_OTLP_ENDPOINT"], variables["OTEL_EXPORTER_OTLP_PROTOCOL"]));
        Assert.Equal(("parentbased_traceidratio", "0.25"), (variables["OTEL_TRACES_SAMPLER"], variables["OTEL_TRACES_SAMPLER_ARG"]));
        Assert.DoesNotContain(variables.Keys, name => name.Contains("OTLP_TRACES", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ratio_that_nobody_set_leaves_the_choice_to_the_variable() =>
        Assert.Equal("always_off", Of(new(), [], ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"), ("OTEL_TRACES_SAMPLER", "always_off"))!["OTEL_TRACES_SAMPLER"]);

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public void The_standard_ways_of_switching_it_off_are_obeyed(string variable, string value) =>
        Assert.Null(Of(new() { OtlpEndpoint = new Uri("http://ours:4317") }, [], (variable, value)));

    [Theory]
    [InlineData("", "connectors")]
    [InlineData("team=a", "connectors")]
    [InlineData("team=a,service.name=theirs", null)]
    public void The_service_is_called_connectors_unless_somebody_named_it(string attributes, string? name) =>
        Assert.Equal(name, Of(new(), [], ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"), ("OTEL_RESOURCE_ATTRIBUTES", attributes))!.GetValueOrDefault("OTEL_SERVICE_NAME"));

    [Fact]
    public void Settings_that_cannot_be_are_named_with_their_remedy()
    {
        var faults = new TracingSettings { OtlpEndpoint = new Uri("ftp://c/"), Protocol = "udp", SampleRatio = 1.5 }.Faults().ToList();
        Assert.Equal(["tracing.otlp-endpoint", "tracing.protocol", "tracing.sample-ratio"], faults.Select(fault => fault.Split(' ')[0]));
        Assert.Empty(new TracingSettings().Faults());
    }

    private static IReadOnlyDictionary<string, string?>? Of(TracingSettings settings, string[] set, params (string Name, string Value)[] environment) =>
        TracingVariables.Of(settings, set.Contains, environment.ToDictionary(variable => variable.Name, variable => variable.Value));
}

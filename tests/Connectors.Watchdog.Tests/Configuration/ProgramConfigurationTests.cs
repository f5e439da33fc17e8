using Connectors.Watchdog.Configuration;

namespace Connectors.Watchdog.Tests.Configuration;

public sealed class ProgramConfigurationTests
{
    private readonly List<string> remarks = [];

    private WatchdogOptions Read(params (string Name, string Value)[] variables) => Read(WatchdogPersonality.Classic, variables);

    private WatchdogOptions Read(WatchdogPersonality named, params (string Name, string Value)[] variables) =>
        ProgramConfiguration.Read(variables.ToDictionary(variable => variable.Name, variable => variable.Value), named, remarks.Add);

    [Fact]
    public void A_classic_watchdog_has_the_classic_defaults()
    {
        var options = Read(("fprocess", "cat"));
        Assert.Equal(("cat", WatchdogMode.Classic, 8080), (options.Process, options.Mode, options.Listen.Port));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromSeconds(30)), (options.ReadTimeout, options.WriteTimeout, options.ExecTimeout, options.DrainDelay));
        Assert.Equal((true, null, 0), (options.CombineOutput, options.ContentType, options.MaxInflight));
        Assert.Equal((true, 65536, false, false), (options.PrefixLogs, options.LogBufferSize, options.LogCallId, options.SplitAtBlanks));
        Assert.Empty(remarks);
    }

    [Fact]
    public void The_newer_watchdog_has_its_own()
    {
        var options = Read(WatchdogPersonality.OfWatchdog, ("fprocess", "cat"));
        Assert.Equal((WatchdogMode.Streaming, TimeSpan.FromSeconds(30), "application/octet-stream", false), (options.Mode, options.ExecTimeout, options.ContentType, options.CombineOutput));
        Assert.Null(Read(("mode", "http"), ("fprocess", "cat")).ContentType);
    }

    [Fact]
    public void Every_variable_is_read_in_its_own_words()
    {
        var options = Read(
            ("fprocess", "old"), ("function_process", "new"), ("mode", "http"), ("port", "9000"), ("read_timeout", "5"), ("write_timeout", "1m30s"), ("exec_timeout", "250ms"), ("healthcheck_interval", "3"),
            ("max_inflight", "7"), ("http_upstream_url", "http://127.0.0.1:5000"), ("upstream_url", "http://127.0.0.1:3000"), ("prefix_logs", "false"), ("log_buffer_size", "-1"), ("log_callid", "1"), ("fprocess_split", "blanks"));
        Assert.Equal(("new", 9000, 7), (options.Process, options.Listen.Port, options.MaxInflight));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3)), (options.ReadTimeout, options.WriteTimeout, options.ExecTimeout, options.DrainDelay));
        Assert.Equal((new Uri("http://127.0.0.1:5000"), false, -1, true, true), (options.UpstreamUrl, options.PrefixLogs, options.LogBufferSize, options.LogCallId, options.SplitAtBlanks));
        Assert.True(Read(("log_call_id", "true")).LogCallId);
        Assert.Empty(remarks);
    }

    [Theory]
    [InlineData("read_timeout", "soon")]
    [InlineData("write_timeout", "-1s")]
    [InlineData("exec_timeout", "1 s")]
    [InlineData("healthcheck_interval", "often")]
    [InlineData("max_inflight", "-1")]
    [InlineData("port", "http")]
    [InlineData("port", "0")]
    [InlineData("port", "65536")]
    [InlineData("prefix_logs", "perhaps")]
    [InlineData("log_buffer_size", "0")]
    [InlineData("log_buffer_size", "64KiB")]
    [InlineData("log_callid", "yes")]
    [InlineData("combine_output", "yes")]
    [InlineData("fprocess_split", "commas")]
    public void What_cannot_be_read_has_its_default_and_is_remarked_on(string name, string value)
    {
        var plain = Read(("fprocess", "cat"));
        var options = Read(("fprocess", "cat"), (name, value));
        Assert.Equal(plain with { Environment = options.Environment }, options);
        Assert.Contains($"{name} '{value}'", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_zero_is_none_where_the_original_takes_it_for_none()
    {
        var options = Read(("read_timeout", "0"), ("write_timeout", "0"));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (options.ReadTimeout, options.WriteTimeout, options.DrainDelay));
        Assert.Empty(remarks);
        var fault = Assert.Throws<WatchdogStartException>(() => Read(WatchdogPersonality.OfWatchdog, ("write_timeout", "0s")));
        Assert.Equal("write_timeout is 0: set it to how long an answer may take, for example 30s.", fault.Message);
    }

    [Fact]
    public void A_mode_that_is_not_known_is_refused_and_the_known_ones_are_named()
    {
        var fault = Assert.Throws<WatchdogStartException>(() => Read(("mode", "inproc")));
        Assert.Equal($"mode 'inproc' is not known: set mode to {FunctionMode.Known}.", fault.Message);
    }

    [Fact]
    public void The_program_gets_the_whole_environment()
    {
        var options = Read(("fprocess", "cat"), ("PATH", "/bin"), ("write_timeout", "1"));
        Assert.Equal(["PATH", "fprocess", "write_timeout"], options.Environment.Keys.Order(StringComparer.Ordinal));
    }
}

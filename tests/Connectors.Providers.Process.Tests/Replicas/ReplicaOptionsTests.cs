using Connectors.Core.Functions;
using Connectors.Providers.Process.Replicas;
using Connectors.Watchdog;

namespace Connectors.Providers.Process.Tests.Replicas;

public sealed class ReplicaOptionsTests
{
    private readonly List<string> remarks = [];

    private WatchdogOptions Build(params (string Key, string Value)[] variables) =>
        ReplicaOptions.Build(Recipes.Shell("a", "cat", variables) with { Namespace = FunctionName.DefaultNamespace }, new ReplicaPlace("/place"), "mark", "/bin", remarks.Add);

    [Fact]
    public void Classic_unless_told_otherwise()
    {
        var options = Build();
        Assert.Equal(WatchdogMode.Classic, options.Mode);
        Assert.True(options.CombineOutput);
        Assert.Null(options.ContentType);
        Assert.Equal(TimeSpan.Zero, options.ExecTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.ReadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.WriteTimeout);
        Assert.Equal(0, options.MaxInflight);
        Assert.Equal("/place/home", options.WorkingDirectory);
        Assert.Empty(remarks);
    }

    [Theory]
    [InlineData("classic", WatchdogMode.Classic, 0, null, true)]
    [InlineData("serializing", WatchdogMode.Serializing, 30, "application/octet-stream", false)]
    [InlineData("streaming", WatchdogMode.Streaming, 30, "application/octet-stream", false)]
    [InlineData("http", WatchdogMode.Http, 30, null, false)]
    public void Each_mode_has_its_watchdogs_defaults(string mode, WatchdogMode expected, int execSeconds, string? contentType, bool combine)
    {
        var options = Build(("mode", mode));
        Assert.Equal(expected, options.Mode);
        Assert.Equal(TimeSpan.FromSeconds(execSeconds), options.ExecTimeout);
        Assert.Equal(contentType, options.ContentType);
        Assert.Equal(combine, options.CombineOutput);
    }

    [Fact]
    public void Variables_are_read_as_the_watchdogs_read_them()
    {
        var options = Build(("read_timeout", "5"), ("write_timeout", "1m30s"), ("exec_timeout", "0"), ("max_inflight", "7"), ("content_type", "text/html"), ("combine_output", "0"));
        Assert.Equal(TimeSpan.FromSeconds(5), options.ReadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(90), options.WriteTimeout);
        Assert.Equal(TimeSpan.Zero, options.ExecTimeout);
        Assert.Equal(7, options.MaxInflight);
        Assert.Equal("text/html", options.ContentType);
        Assert.False(options.CombineOutput);
        Assert.Empty(remarks);
    }

    [Fact]
    public void The_upstream_is_the_newer_name_first()
    {
        Assert.Equal(new Uri("http://127.0.0.1:5000"), Build(("mode", "http"), ("upstream_url", "http://127.0.0.1:3000"), ("http_upstream_url", "http://127.0.0.1:5000")).UpstreamUrl);
        Assert.Equal(new Uri("http://127.0.0.1:3000"), Build(("mode", "http"), ("upstream_url", "http://127.0.0.1:3000")).UpstreamUrl);
        Assert.Null(Build(("upstream_url", "http://127.0.0.1:3000")).UpstreamUrl);
        Assert.Empty(remarks);
    }

    [Theory]
    [InlineData("read_timeout", "soon")]
    [InlineData("read_timeout", "-1s")]
    [InlineData("write_timeout", "0")]
    [InlineData("exec_timeout", "-5s")]
    [InlineData("max_inflight", "many")]
    [InlineData("max_inflight", "99999999999")]
    [InlineData("combine_output", "maybe")]
    public void What_cannot_be_read_falls_back_with_a_remark(string key, string value)
    {
        var plain = Build();
        var options = Build((key, value));
        Assert.Equal((plain.ReadTimeout, plain.WriteTimeout, plain.ExecTimeout, plain.MaxInflight, plain.CombineOutput), (options.ReadTimeout, options.WriteTimeout, options.ExecTimeout, options.MaxInflight, options.CombineOutput));
        Assert.Contains($"{key} '{value}'", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("/tmp/socket")]
    [InlineData("127.0.0.1:3000")]
    public void An_unusable_upstream_falls_back_with_a_remark(string value)
    {
        Assert.Null(Build(("mode", "http"), ("upstream_url", value)).UpstreamUrl);
        Assert.Contains(value, Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_may_set_its_path_and_home_but_not_who_it_is()
    {
        var environment = Build(("PATH", "/mine"), ("HOME", "/home/me"), ("OPENFAAS_NAME", "other"), ("CONNECTORS_REPLICA", "other"), ("secret_mount_path", "/mine")).Environment;
        Assert.Equal("/mine", environment["PATH"]);
        Assert.Equal("/home/me", environment["HOME"]);
        Assert.Equal("a", environment["OPENFAAS_NAME"]);
        Assert.Equal("mark", environment["CONNECTORS_REPLICA"]);
        Assert.Equal("/mine", environment["secret_mount_path"]);
        Assert.Equal("/place/secrets", environment["OPENFAAS_SECRETS_DIR"]);
    }

    [Fact]
    public void The_command_may_stand_in_the_environment()
    {
        var deployment = new FunctionDeployment { Service = "a", Image = "i", EnvVars = new Dictionary<string, string> { ["fprocess"] = "old", ["function_process"] = "new" } };
        Assert.Equal("new", ReplicaOptions.Command(deployment));
        Assert.Equal("given", ReplicaOptions.Command(deployment with { EnvProcess = "given" }));
        Assert.Null(ReplicaOptions.Command(new FunctionDeployment { EnvProcess = " " }));
    }
}

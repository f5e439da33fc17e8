using Connectors.Core.Functions;
using Connectors.Providers.Faasd.Specs;

namespace Connectors.Providers.Faasd.Tests.Specs;

public sealed class FunctionWorkloadTests
{
    private static readonly FunctionDeployment Deployment = new() { Service = "shout", Image = "example.com/shout:1" };

    [Fact]
    public void The_command_of_the_watchdog_is_a_variable()
    {
        var workload = FunctionWorkload.Of(Deployment with { EnvProcess = "cat -u", EnvVars = new Dictionary<string, string> { ["fprocess"] = "old", ["level"] = "1" } });

        Assert.Equal("cat -u", workload.Variables["fprocess"]);
        Assert.Equal("1", workload.Variables["level"]);
        Assert.Empty(workload.Command);
    }

    [Fact]
    public void Without_a_command_the_images_stays() => Assert.False(FunctionWorkload.Of(Deployment with { EnvProcess = "" }).Variables.ContainsKey("fprocess"));

    [Fact]
    public void A_function_is_told_its_name_whatever_it_calls_itself()
    {
        var workload = FunctionWorkload.Of(Deployment with { EnvVars = new Dictionary<string, string> { ["OPENFAAS_NAME"] = "other" } });

        Assert.Equal("shout", workload.Variables["OPENFAAS_NAME"]);
        Assert.Equal("openfaas-fn", workload.Variables["OPENFAAS_NAMESPACE"]);
    }

    [Fact]
    public void Limits_and_the_read_only_root_are_taken_over()
    {
        var workload = FunctionWorkload.Of(Deployment with { ReadOnlyRootFilesystem = true, Limits = new FunctionResources { Memory = "64Mi" } });

        Assert.True(workload.ReadOnlyRoot);
        Assert.Equal("64Mi", workload.Limits?.Memory);
    }
}

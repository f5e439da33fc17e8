using Connectors.Core.Functions;

namespace Connectors.Core.Tests.Functions;

public sealed class DeploymentValidationTests
{
    private static readonly FunctionDeployment Good = new()
    {
        Service = "shout",
        Image = "shout:latest",
        Limits = new FunctionResources { Memory = "128Mi", Cpu = "500m" },
        Secrets = ["key"],
        EnvVars = new Dictionary<string, string> { ["a.b"] = "", ["MODE"] = "x=y" },
    };

    [Fact]
    public void Nothing_is_wrong_with_a_good_one() => Assert.Empty(DeploymentValidation.Faults(Good));

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var faults = DeploymentValidation.Faults(new FunctionDeployment
        {
            Service = "Shout",
            Namespace = "..",
            Image = " ",
            Limits = new FunctionResources { Memory = "5Mb", Cpu = "much" },
            Requests = new FunctionResources { Memory = "-1", Cpu = "1 0" },
            Secrets = ["a/b"],
            EnvVars = new Dictionary<string, string> { ["a=b"] = "", ["zero"] = "a\0b", [""] = "" },
        });
        Assert.Collection(
            faults,
            fault => Assert.Contains("function name 'Shout'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("namespace '..'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("image", fault, StringComparison.Ordinal),
            fault => Assert.Contains("limits.memory '5Mb'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("limits.cpu 'much'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("requests.memory '-1'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("requests.cpu '1 0'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("secret name 'a/b'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("environment variable 'a=b'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("'zero' contains a zero byte", fault, StringComparison.Ordinal),
            fault => Assert.Contains("environment variable ''", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a\u0007b", true)]
    [InlineData("129", true)]
    [InlineData("128", false)]
    [InlineData(" slow ", false)]
    [InlineData(" ", false)]
    public void A_queue_is_named_by_1_to_128_characters(string queue, bool wrong)
    {
        var name = int.TryParse(queue, out var length) ? new string('q', length) : queue;
        var annotations = new Dictionary<string, string> { [KnownAnnotations.Queue] = name };
        var faults = DeploymentValidation.Faults(Good with { Annotations = annotations });
        if (wrong)
            Assert.StartsWith("annotation com.openfaas.queue: queue name '", Assert.Single(faults), StringComparison.Ordinal);
        else
            Assert.Empty(faults);
        Assert.Equal(wrong || name == " " ? "faas-request" : name.Trim(), KnownAnnotations.QueueOf(annotations));
        Assert.All(faults, fault => Assert.DoesNotContain(fault, char.IsControl));
    }

    [Fact]
    public void Faults_are_single_lines()
    {
        var faults = DeploymentValidation.Faults(Good with
        {
            Limits = new FunctionResources { Memory = "1\r\nX: 1" },
            Secrets = ["a\nb"],
            EnvVars = new Dictionary<string, string> { ["a\n=b"] = "" },
        });
        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotContain(fault, char.IsControl));
    }

    [Fact]
    public void Empty_resources_and_an_empty_namespace_count_as_unset() =>
        Assert.Empty(DeploymentValidation.Faults(Good with { Namespace = "", Limits = new FunctionResources { Memory = "", Cpu = "" } }));
}

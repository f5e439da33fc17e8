using Connectors.Providers.FaasNetes.Access;
using Connectors.TestServers;
using k8s;

namespace Connectors.Providers.FaasNetes.Tests.Access;

public sealed class How_a_cluster_is_found : IDisposable
{
    private readonly TempDirectory directory = new("kubeconfig");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_file_that_is_named_goes_before_the_variable() =>
        Assert.Equal("named", KubeconfigFiles.Read(Write("named"), Write("other")).CurrentContext);

    [Fact]
    public void Files_of_the_variable_are_taken_together_and_those_that_are_not_there_passed_over()
    {
        var (one, two) = (Write("one"), Write("two"));
        var read = KubeconfigFiles.Read("", $"{directory.Below("absent")}:{one}:{two}:");
        Assert.Equal("one", read.CurrentContext);
        Assert.Equal("https://two:6443", KubernetesClientConfiguration.BuildConfigFromConfigObject(read, "two").Host);
    }

    [Fact]
    public void A_variable_whose_files_are_not_there_is_named() =>
        Assert.Contains($"KUBECONFIG names {directory.Below("absent")}", Assert.ThrowsAny<IOException>(() => KubeconfigFiles.Read("", directory.Below("absent"))).Message);

    [Theory]
    [InlineData("current-context: a", "")]
    [InlineData("no: such", "live")]
    [InlineData("[", "")]
    [InlineData("", "")]
    public void One_that_leads_nowhere_is_told_with_the_settings_that_do(string text, string context)
    {
        var file = directory.Below("broken");
        File.WriteAllText(file, text);
        var fault = Assert.Throws<ClusterAccessException>(() => ClusterAccess.Open(file, context));
        Assert.Contains("Name a kubeconfig file by faas-netes.kubeconfig, and one of its contexts by faas-netes.context.", fault.Message);
    }

    private string Write(string name)
    {
        var file = directory.Below(name);
        File.WriteAllText(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: {{name}}
            clusters: [{ name: {{name}}, cluster: { server: "https://{{name}}:6443" } }]
            users: [{ name: {{name}}, user: { token: t } }]
            contexts: [{ name: {{name}}, context: { cluster: {{name}}, user: {{name}} } }]
            """);
        return file;
    }
}

using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Tests.Conformance;

namespace Connectors.Providers.FaasNetes.Tests.Rights;

[Collection("cluster")]
public sealed class Credentials_of_a_cluster
{
    [Fact]
    public async Task Are_made_once_and_then_left_alone()
    {
        await using var host = await KubeHost.StartAsync();
        var name = $"login-{Guid.NewGuid():N}";
        try
        {
            Assert.True(await MakeAsync(host, name, "first"));
            Assert.False(await MakeAsync(host, name, "second"));
            Assert.Equal("first", Encoding.UTF8.GetString(Convert.FromBase64String(await host.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "get", "secret", name, "-o", "jsonpath={.data.basic-auth-password}"))));
        }
        finally
        {
            await host.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "delete", "secret", name, "--ignore-not-found");
        }
    }

    [Fact]
    public async Task In_a_namespace_that_is_not_there_they_are_refused_with_a_sentence()
    {
        await using var host = await KubeHost.StartAsync();
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(() => ClusterCredentials.MakeOnceAsync(host.Settings, "login", "nowhere", "admin", "x", TestContext.Current.CancellationToken));
        Assert.Contains("\"nowhere\" not found", refused.Message);
    }

    private static Task<bool> MakeAsync(KubeHost host, string name, string password) =>
        ClusterCredentials.MakeOnceAsync(host.Settings, name, FunctionName.DefaultNamespace, "admin", password, TestContext.Current.CancellationToken);
}

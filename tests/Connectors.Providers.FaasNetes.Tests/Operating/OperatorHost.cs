using System.Text.Json.Nodes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Operating;
using Connectors.Providers.FaasNetes.Tests.Conformance;
using Connectors.TestServers.Kubernetes;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

/// <summary>The provider with its operator, on the cluster that tests share. Tests give their functions names of their own.</summary>
public sealed class OperatorHost : IAsyncLifetime
{
    public const string Space = "operator-fn";

    /// <summary>As usual, ten times quicker.</summary>
    internal static readonly LeaseTimes Quick = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200));

    private KubeHost host = null!;

    public FunctionProvider Provider => host.Provider;

    internal KubeHost Host => host;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await FunctionDefinition.InstallAsync(KubeCluster.Find());
        host = await KubeHost.StartAsync(settings => settings.Operator = true, services => services.AddSingleton(Quick), Space);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await FunctionDefinition.RemoveAsync(host.Cluster);
    }

    /// <summary>A function that answers in capitals, with whatever else its spec has.</summary>
    public Task ApplyAsync(string name, string spec = "", string? function = null) => host.Cluster.ApplyAsync(
        $"apiVersion: openfaas.com/v1\nkind: Function\nmetadata: {{ name: {name}, namespace: {Space} }}\nspec:\n  name: {function ?? name}\n  image: {FunctionImage.Name}\n  handler: tr a-z A-Z\n{spec}");

    public Task<string> KubectlAsync(params string[] arguments) => host.Cluster.KubectlAsync(["-n", Space, .. arguments]);

    public async Task<JsonNode> GetAsync(string kind, string name) => JsonNode.Parse(await KubectlAsync("get", kind, name, "-o", "json"))!;

    /// <summary>Waits until one of its conditions is so; returns the resource.</summary>
    public Task<JsonNode> ConditionAsync(string name, string type, string status) => UntilAsync("functions.openfaas.com", name, resource => Condition(resource, type)?["status"]?.GetValue<string>() == status
        && resource["status"]?["observedGeneration"]?.GetValue<long>() == resource["metadata"]!["generation"]!.GetValue<long>());

    public async Task<JsonNode> UntilAsync(string kind, string name, Predicate<JsonNode> isSo)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var found = JsonNode.Parse(await KubectlAsync("get", kind, name, "-o", "json", "--ignore-not-found") is { Length: > 0 } text ? text : "{}")!;
            if (found["metadata"] is not null && isSo(found))
                return found;
            if (late.IsCancellationRequested)
                Assert.Fail($"{kind} {name} is not so in time: {found.ToJsonString()}");
            await Task.Delay(100, Ending);
        }
    }

    public async Task GoneAsync(string kind, string name)
    {
        while (await KubectlAsync("get", kind, name, "--ignore-not-found") != "")
            await Task.Delay(100, Ending);
    }

    /// <summary>What a ready replica answers.</summary>
    public async Task<string> CallAsync(string name, string body)
    {
        var endpoints = Provider.Resolution;
        while (true)
        {
            if (await endpoints.ResolveAsync(new FunctionName(name, Space), Ending) is { Ready: [var first, ..] })
            {
                using var client = new HttpClient();
                using var answer = await client.PostAsync(first, new StringContent(body), Ending);
                return await answer.Content.ReadAsStringAsync(Ending);
            }
            await Task.Delay(50, Ending);
        }
    }

    public static JsonNode? Condition(JsonNode resource, string type) => (resource["status"]?["conditions"] as JsonArray)?.FirstOrDefault(one => one!["type"]!.GetValue<string>() == type);
}

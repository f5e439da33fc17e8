using System.Net;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using Connectors.Providers.FaasNetes.Tests.Volume;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Names;

/// <summary>What is as long as may be goes all the way; what Kubernetes does not take is refused by us, with the rule, before anything is made.</summary>
[Collection("cluster")]
public sealed class Names_at_their_limits
{
    private const string Letters = "lower-case letters, digits and '-'";
    private const string Ends = "beginning and ending with a letter or digit";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_of_63_characters_in_a_namespace_of_63_goes_all_the_way()
    {
        await using var gateway = await CountedGateway.StartAsync();
        var function = new FunctionName(new string('f', 63), new string('n', 63));
        try
        {
            await AcceptedAsync(gateway, HttpMethod.Post, "system/namespace/", new { name = function.Namespace, annotations = new { openfaas = "1" } });
            await AcceptedAsync(gateway, HttpMethod.Post, "system/functions", Shout(function.Name) with { Namespace = function.Namespace });
            await UntilAsync(gateway, function, 1);
            Assert.Equal((HttpStatusCode.OK, "HELLO"), await gateway.SendAsync(HttpMethod.Post, $"function/{function}", "hello"));
            Assert.Contains("Forking fprocess.", (await gateway.SendAsync(HttpMethod.Get, $"system/logs?name={function.Name}&namespace={function.Namespace}")).Text, StringComparison.Ordinal);
            Assert.Equal($"service/{function.Name}", await gateway.Cluster.KubectlAsync("-n", function.Namespace, "get", "service", "-o", "name"));
            await AcceptedAsync(gateway, HttpMethod.Post, $"system/scale-function/{function.Name}", new { function.Namespace, serviceName = function.Name, replicas = 2 });
            await UntilAsync(gateway, function, 2);
            await AcceptedAsync(gateway, HttpMethod.Delete, "system/functions", new { functionName = function.Name, function.Namespace });
            Assert.Equal(HttpStatusCode.NotFound, (await gateway.SendAsync(HttpMethod.Post, $"function/{function}", "hello")).Status);
            await AcceptedAsync(gateway, HttpMethod.Delete, $"system/namespace/{function.Namespace}");
        }
        finally
        {
            await gateway.Cluster.KubectlAsync("delete", "namespace", function.Namespace, "--ignore-not-found", "--wait=false");
        }
    }

    [Fact]
    public async Task What_can_be_no_name_is_refused_with_the_rule_and_the_cluster_is_not_asked()
    {
        await using var gateway = await CountedGateway.StartAsync();
        var before = gateway.Requests.Total;
        foreach (var (name, rule) in new[]
        {
            ("Shout", Letters), ("two_words", Letters), ("a.b", Letters), ("größe", Letters), ("-a", Ends), ("a-", Ends), (new string('f', 64), "1 to 63"),
            ("9lives", "begins with a digit, and on Kubernetes a function is a Service too, whose name begins with a letter"),
        })
        {
            await RefusedAsync(gateway, HttpMethod.Post, "system/functions", Shout(name), name, rule);
            await RefusedAsync(gateway, HttpMethod.Put, "system/functions", Shout(name), name, rule);
        }
        foreach (var (name, rule) in new[] { ("Dev", Letters), ("dev_two", Letters), ("-dev", Ends), (new string('n', 64), "1 to 63") })
        {
            await RefusedAsync(gateway, HttpMethod.Post, "system/namespace/", new { name, annotations = new { openfaas = "1" } }, name, rule);
            await RefusedAsync(gateway, HttpMethod.Post, "system/functions", Shout("shout") with { Namespace = name }, name, rule);
        }
        await RefusedAsync(gateway, HttpMethod.Post, "system/functions", Noted("big", AnnotationRoom.Bytes / 2), "function big is too long by", "put what is long into a secret");
        Assert.Equal(before, gateway.Requests.Total);
        Assert.Equal("", await gateway.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "get", "deployments,services", "-o", "name"));
    }

    [Fact]
    public async Task As_much_as_there_is_room_for_runs_and_comes_back_to_the_letter()
    {
        await using var gateway = await CountedGateway.StartAsync();
        var length = AnnotationRoom.Bytes / 2;
        while (AnnotationRoom.Fault("full", FunctionObjects.DeploymentAnnotations(Noted("full", length) with { Namespace = FunctionName.DefaultNamespace })) is not null)
            length--;
        var (label, value) = ($"team/{new string('k', 64)}", new string('v', 64));
        await AcceptedAsync(gateway, HttpMethod.Post, "system/functions", Noted("full", length));
        await AcceptedAsync(gateway, HttpMethod.Post, "system/functions", Shout("labelled") with { Labels = new Dictionary<string, string> { [label] = "1", ["long"] = value } });
        await UntilAsync(gateway, new FunctionName("full", FunctionName.DefaultNamespace), 1);
        await UntilAsync(gateway, new FunctionName("labelled", FunctionName.DefaultNamespace), 1);
        Assert.Equal(length, (await StatusAsync(gateway, "full")).Annotations["note"].Length);
        var labels = (await StatusAsync(gateway, "labelled")).Labels;
        Assert.Equal(("1", value), (labels[label], labels["long"]));
    }

    private static FunctionDeployment Shout(string name) => new() { Service = name, Image = FunctionImage.Name, EnvProcess = "tr a-z A-Z" };

    private static FunctionDeployment Noted(string name, int length) => Shout(name) with { Annotations = new Dictionary<string, string> { ["note"] = new('x', length) } };

    private static async Task AcceptedAsync(CountedGateway gateway, HttpMethod method, string path, object? body = null)
    {
        var (status, text) = await gateway.SendAsync(method, path, body);
        Assert.True(status == HttpStatusCode.Accepted, $"{method} {path}: {(int)status} {text}");
    }

    private static async Task RefusedAsync(CountedGateway gateway, HttpMethod method, string path, object body, params string[] parts)
    {
        var (status, text) = await gateway.SendAsync(method, path, body);
        Assert.True(status == HttpStatusCode.BadRequest, $"{method} {path}: {(int)status} {text}");
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    private static async Task<FunctionStatus> StatusAsync(CountedGateway gateway, string name) =>
        (await gateway.Provider.Catalogue.GetAsync(new FunctionName(name, FunctionName.DefaultNamespace), Ending))!;

    private static async Task UntilAsync(CountedGateway gateway, FunctionName function, int ready)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var seen = gateway.Provider.Catalogue.Changes.Version;
            if ((await gateway.Provider.Catalogue.GetAsync(function, Ending))?.AvailableReplicas == ready)
                return;
            await gateway.Provider.Catalogue.Changes.WaitAsync(seen, late.Token);
        }
    }
}

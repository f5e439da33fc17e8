using System.Net;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Volume;

/// <summary>Many functions at once: none is lost, and neither the cluster's API nor memory pays more than a little for each.</summary>
[Collection("cluster")]
public sealed class Two_hundred_functions
{
    private const int Many = 200;
    // Lists and watches of namespaces, Deployments and pods, and one more of each should a watch end.
    private const int Following = 12;
    private const int RequestsAFunction = 6;
    private const int BytesAFunction = 128 * 1024;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployed_and_removed_at_once_cost_the_API_a_request_for_each_object_and_leave_nothing()
    {
        await using var gateway = await CountedGateway.StartAsync();
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        await AllAsync(number => gateway.SendAsync(HttpMethod.Post, "system/functions", Function(number)), HttpStatusCode.Accepted);
        Assert.Equal(Names, await ListAsync(gateway));
        Assert.Equal((Many, Many), (gateway.Requests["POST deployments"], gateway.Requests["POST services"]));
        await AllAsync(number => gateway.SendAsync(HttpMethod.Post, "system/functions", Function(number)), HttpStatusCode.Conflict);
        Assert.Equal(Names, await ListAsync(gateway));

        // There is room for three at most: the others say so.
        await SaidAsync(gateway, "Insufficient cpu");
        // A call that asks where its function answers pays nothing for how many others there are.
        Assert.InRange(await BytesToResolveAsync(gateway, await RunningAsync(gateway)), 0, 64);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, 0, (long)Many * BytesAFunction);

        await AllAsync(number => gateway.SendAsync(HttpMethod.Delete, "system/functions", new { functionName = Name(number) }), HttpStatusCode.Accepted);
        Assert.Empty(await ListAsync(gateway));
        Assert.Equal(Many, gateway.Requests["DELETE deployments"]);
        await AllAsync(number => gateway.SendAsync(HttpMethod.Delete, "system/functions", new { functionName = Name(number) }), HttpStatusCode.NotFound);

        // What was made, made again in vain and removed: a request or two each, and nothing for whoever only looks.
        Assert.InRange(gateway.Requests.Total, 1, (RequestsAFunction * Many) + Following);
        await GoneAsync(gateway);
        TestContext.Current.SendDiagnosticMessage($"{gateway.Requests}");
    }

    private static IEnumerable<string> Names => Enumerable.Range(0, Many).Select(Name);

    private static string Name(int number) => $"many-{number:000}";

    // As much as a third of this machine, so that hardly one runs.
    private static object Function(int number) => new
    {
        service = Name(number),
        image = FunctionImage.Name,
        envProcess = "cat",
        requests = new { cpu = $"{Environment.ProcessorCount * 300}m" },
    };

    private static async Task AllAsync(Func<int, Task<(HttpStatusCode Status, string Text)>> send, HttpStatusCode status)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(send));
        Assert.All(answers, answer => Assert.True(answer.Status == status, $"{(int)answer.Status} {answer.Text}"));
    }

    private static async Task<IEnumerable<string>> ListAsync(CountedGateway gateway)
    {
        var (status, text) = await gateway.SendAsync(HttpMethod.Get, "system/functions");
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonDocument.Parse(text).RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString()!).ToList();
    }

    private static async Task SaidAsync(CountedGateway gateway, string reason)
    {
        while (true)
        {
            var seen = gateway.Provider.Catalogue.Changes.Version;
            foreach (var name in Names)
            {
                if ((await gateway.Provider.Resolution.ResolveAsync(new FunctionName(name, FunctionName.DefaultNamespace), Ending))?.NotReadyReason?.Contains(reason, StringComparison.Ordinal) == true)
                    return;
            }
            await gateway.Provider.Catalogue.Changes.WaitAsync(seen, Ending);
        }
    }

    private static async Task<FunctionName> RunningAsync(CountedGateway gateway)
    {
        while (true)
        {
            var seen = gateway.Provider.Catalogue.Changes.Version;
            if ((await gateway.Provider.Catalogue.ListAsync(null, Ending)).FirstOrDefault(status => status.AvailableReplicas > 0) is { } running)
                return running.FullName;
            await gateway.Provider.Catalogue.Changes.WaitAsync(seen, Ending);
        }
    }

    // A median, since what changes meanwhile has to be looked at anew.
    private static async Task<long> BytesToResolveAsync(CountedGateway gateway, FunctionName function)
    {
        var allocated = new List<long>();
        for (var i = 0; i < 101; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var resolving = gateway.Provider.Resolution.ResolveAsync(function, Ending);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.NotEmpty((await resolving)!.Ready);
        }
        return allocated.Order().ElementAt(allocated.Count / 2);
    }

    // What the cluster still does for functions that are gone would hold up the next test.
    private static async Task GoneAsync(CountedGateway gateway)
    {
        while ((await gateway.Cluster.KubectlAsync("-n", FunctionName.DefaultNamespace, "get", "replicasets,pods,services", "-o", "name")).Length > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ending);
    }
}

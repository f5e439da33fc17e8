using System.Net;
using System.Text.Json;
using Connectors.EndToEnd.Tests.Providers;
using Connectors.TestServers.Nats;

namespace Connectors.EndToEnd.Tests.Broker;

/// <summary>Two gateways before one provider, which tell each other of their calls over NATS.</summary>
public sealed class SeveralGateways
{
    private const string Stack = """
        version: 1.0
        provider:
          name: openfaas
        functions:
          wait:
            image: wait
            fprocess: sh -c 'while [ ! -e DIR/enough ]; do sleep 0.1; done; echo done'
            labels:
              com.openfaas.scale.type: capacity
              com.openfaas.scale.target: "2"
              com.openfaas.scale.target-proportion: "1"
              com.openfaas.scale.max: "10"
        """;

    [Fact]
    public async Task Scale_by_the_calls_of_both()
    {
        await using var server = await NatsServer.StartAsync();
        await using var provider = await ProviderProcess.StartAsync();
        var variables = provider.ForGateway;
        variables["CONNECTORS_SCALING__INTERVAL"] = "500ms";
        variables["CONNECTORS_SCALING__MANUAL_HOLD"] = "0s";
        await using var one = await HubProcess.StartAsAsync("gateway", Stack, variables, "--nats", server.Url);
        await using var two = await HubProcess.StartAsAsync("gateway", "version: 1.0\nprovider:\n  name: openfaas\nfunctions: {}\n", variables, "--nats", server.Url);
        Assert.Equal(1, await ReplicasAsync(one));

        // Each alone would want one replica for its two calls, and take the other's away.
        var calls = new[] { one, one, two, two, two }.Select(gateway => gateway.Client.PostAsync("function/wait", null)).ToList();
        await Eventually.TrueAsync(async () => await ReplicasAsync(one) == 3 && await ReplicasAsync(two) == 3, BrokerHub.Soon, () => $"not 3 replicas\n{one.Output}\n{two.Output}");

        await File.WriteAllTextAsync(Path.Combine(one.Directory, "enough"), "");
        foreach (var call in calls)
        {
            using var answer = await call;
            Assert.Equal((HttpStatusCode.OK, "done\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        await Eventually.TrueAsync(async () => await ReplicasAsync(one) == 1, BrokerHub.Soon, () => $"not 1 replica\n{one.Output}\n{two.Output}");
    }

    private static async Task<int> ReplicasAsync(HubProcess gateway)
    {
        using var answer = await gateway.Client.SendAsync(gateway.WithCredentials(HttpMethod.Get, "system/function/wait"));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("replicas").GetInt32();
    }
}

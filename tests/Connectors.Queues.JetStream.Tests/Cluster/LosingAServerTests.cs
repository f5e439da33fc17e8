using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>A server of three is killed under load and started again: what was accepted is completed once, and everything goes on by itself.</summary>
[Collection(ClusterTestGroup.Name)]
public sealed class LosingAServerTests(ClusterFixture fixture)
{
    private const int Calls = 50;

    public enum Victim
    {
        TheOneThatTheGatewayIsConnectedTo,
        TheOneThatLeadsTheQueuesStream,
        OneThatFollowsInTheQueuesStream,
    }

    [Theory]
    [InlineData(Victim.TheOneThatTheGatewayIsConnectedTo)]
    [InlineData(Victim.TheOneThatLeadsTheQueuesStream)]
    [InlineData(Victim.OneThatFollowsInTheQueuesStream)]
    public async Task Nothing_accepted_is_lost_or_done_twice(Victim victim)
    {
        await using var tenant = new Tenant(fixture.Cluster);
        // One address is enough to outlive its server: the servers tell of each other.
        var gateway = victim == Victim.TheOneThatTheGatewayIsConnectedTo ? await tenant.OpenAsync(3, tenant.Cluster.Nodes[0]) : await tenant.OpenAsync();
        var (one, other) = (await tenant.OpenAsync(), await tenant.OpenAsync());
        await using var traffic = new Traffic(gateway, one, other);
        traffic.Begin();
        await traffic.GoesOnAsync(Calls);
        var node = await ChooseAsync(victim, tenant, gateway);
        try
        {
            await node.KillAsync();
            await traffic.GoesOnAsync(Calls);
            Assert.NotSame(node, tenant.ConnectedTo(gateway));
        }
        finally
        {
            await node.StartAgainAsync();
        }
        await fixture.Cluster.WaitUntilWholeAsync(tenant.Account);
        await traffic.GoesOnAsync(Calls);
        await traffic.SettleAsync();
        await SeesWhatOthersChangeAsync(gateway, one, other);
        TestContext.Current.TestOutputHelper!.WriteLine($"{victim}: {traffic.Books}.");
    }

    private static async Task SeesWhatOthersChangeAsync(JetStreamStore changed, params JetStreamStore[] others)
    {
        await new Statistics.JetStreamQueueControl(changed).SetPausedAsync("faas-request", null, true, TestContext.Current.CancellationToken);
        await Rig.EventuallyAsync(() => Task.FromResult(others.All(other => other.Board.IsPaused("faas-request", null))));
    }

    private static async Task<NatsNode> ChooseAsync(Victim victim, Tenant tenant, JetStreamStore gateway)
    {
        if (victim == Victim.TheOneThatTheGatewayIsConnectedTo)
            return tenant.ConnectedTo(gateway);
        var leader = await tenant.Cluster.LeaderOfAsync(tenant.Account, "OF_faas-request");
        return victim == Victim.TheOneThatLeadsTheQueuesStream ? leader : tenant.Cluster.Nodes.First(node => node != leader);
    }
}

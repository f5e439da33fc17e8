using Connectors.Core.Invocations;
using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.Containers;

/// <summary>The queue on a nats-server that runs in a container, as Testcontainers brings it up.</summary>
public sealed class ContainerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_container_that_is_started_again_has_lost_nothing(bool killed)
    {
        Assert.SkipWhen(
            NatsOrigin.GivenImage is null,
            "There is no image of nats-server: CONNECTORS_TEST_NATS_IMAGE names none. Run ./test.sh as root with Debian's docker.io, or build one with tests/docker/nats-image.sh where Docker runs.");
        await using var rig = new Rig(await NatsServer.StartContainerAsync(NatsOrigin.GivenImage!));
        var store = await rig.OpenAsync();
        var done = await Rig.EnqueueAsync(store);
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(store)));
        var waiting = await Rig.EnqueueAsync(store);
        await (killed ? rig.Server.KillAsync() : rig.Server.StopAsync());
        await Rig.EventuallyAsync(() => Task.FromResult(!store.Link.IsOpen));
        await rig.Server.StartAgainAsync();
        await Rig.EventuallyAsync(() => Task.FromResult(store.Link.IsOpen));
        Assert.Equal(InvocationState.Succeeded, (await Rig.RecordAsync(store, done)).State);
        var lease = await Rig.LeaseOneAsync(store);
        Assert.Equal(waiting, lease.Invocation.CallId);
        Assert.True(await Rig.CompleteAsync(lease));
    }
}

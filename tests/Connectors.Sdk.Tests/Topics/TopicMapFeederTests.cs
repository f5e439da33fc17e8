using Connectors.Sdk.Hosting;
using Connectors.Sdk.Tests.Support;
using static Connectors.Sdk.Tests.Support.FakeCatalogue;

namespace Connectors.Sdk.Tests.Topics;

public class TopicMapFeederTests
{
    private static readonly ConnectorHostSettings Quick = new() { RebuildInterval = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task The_map_follows_deployments_of_all_namespaces()
    {
        await using var hub = await Hub.StartAsync(_ => { });
        hub.Catalogue.Deploy(Function("b", " orders , payments,,orders "), Function("a.staging", "orders"), Function("silent", null), Function("blank", " , "));

        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 2);

        Assert.Equal(["b.openfaas-fn", "a.staging"], hub.Topics.Subscribers.Select(subscriber => subscriber.Function.ToString()));
        Assert.Equal(["orders", "payments"], hub.Topics.Subscribers[0].Topics);
        hub.Catalogue.Deploy();
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 0);
    }

    [Fact]
    public async Task A_change_that_concerns_no_subscriber_is_not_passed_on()
    {
        await using var hub = await Hub.StartAsync(_ => { }, Quick);
        hub.Catalogue.Deploy(Function("a", "orders"));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 1);
        var version = hub.Topics.Changes.Version;
        var reads = hub.Catalogue.Reads;

        hub.Catalogue.Deploy(Function("a", "orders") with { AvailableReplicas = 3 }, Function("silent", null));
        await Hub.EventuallyAsync(() => hub.Catalogue.Reads >= reads + 3);
        Assert.Equal(version, hub.Topics.Changes.Version);

        hub.Catalogue.Deploy(Function("a", "orders", ("com.openfaas.queue", "slow")));
        await Hub.EventuallyAsync(() => hub.Topics.Changes.Version == version + 1);
    }

    [Fact]
    public async Task A_catalogue_that_cannot_be_read_leaves_the_map_as_it_was_until_it_can()
    {
        await using var hub = await Hub.StartAsync(_ => { }, Quick);
        hub.Catalogue.Deploy(Function("a", "orders"));
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 1);
        var reads = hub.Catalogue.Reads;

        hub.Catalogue.Failure = new IOException("away");
        hub.Catalogue.Deploy(Function("a", "orders"), Function("b", "orders"));
        await Hub.EventuallyAsync(() => hub.Catalogue.Reads >= reads + 3);
        Assert.Single(hub.Topics.Subscribers);

        hub.Catalogue.Failure = null;
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 2);
    }

    [Fact]
    public async Task A_change_that_nobody_signalled_is_seen_at_the_next_rebuild()
    {
        await using var hub = await Hub.StartAsync(_ => { }, Quick);
        var annotations = new Dictionary<string, string> { ["topic"] = "orders" };
        hub.Catalogue.Deploy(Function("a", null) with { Annotations = annotations });
        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 1);

        hub.Catalogue.Failure = new IOException("away");
        hub.Catalogue.Deploy();
        hub.Catalogue.Failure = null;

        await Hub.EventuallyAsync(() => hub.Topics.Subscribers.Count == 0);
    }
}

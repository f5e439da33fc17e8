using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    [Fact]
    public async Task Scaling_up_and_down_reaches_the_wanted_number()
    {
        var name = await RunAsync(Subject.Shout("shout"));
        foreach (var wanted in new[] { 3, 2 })
        {
            Assert.Equal(ProviderResult.Accepted, await Provider.Scaling.ScaleAsync(name, wanted, Cancellation));
            await UntilAsync(name, status => status?.Replicas == wanted && status.AvailableReplicas == wanted);
            var endpoints = await Provider.Resolution.ResolveAsync(name, Cancellation);
            Assert.Equal(ResolvesReplicas ? wanted : 1, endpoints?.Ready.Count);
            Assert.Equal(wanted, endpoints?.Wanted);
            Assert.Null(endpoints?.NotReadyReason);
        }
        Assert.Equal("HELLO", await CallAsync(name, "hello"));
    }

    [Fact]
    public async Task Scaled_to_zero_it_is_known_but_nobody_answers_until_it_is_scaled_up()
    {
        var name = await RunAsync(Subject.Shout("shout"));
        Assert.Equal(ProviderResult.Accepted, await Provider.Scaling.ScaleAsync(name, 0, Cancellation));
        await UntilAsync(name, status => status is { Replicas: 0, AvailableReplicas: 0 });
        var endpoints = await Provider.Resolution.ResolveAsync(name, Cancellation);
        Assert.Equal(0, endpoints?.Wanted);
        Assert.Equal([], endpoints?.Ready);
        Assert.Equal(ProviderResult.Accepted, await Provider.Scaling.ScaleAsync(name, 1, Cancellation));
        await UntilAsync(name, status => status?.AvailableReplicas == 1);
        Assert.Equal("HELLO", await CallAsync(name, "hello"));
    }

    [Fact]
    public async Task The_label_for_the_minimum_is_where_it_starts()
    {
        await DeployAsync(Subject.Shout("shout") with { Labels = new Dictionary<string, string> { [ScalingLabels.MinLabel] = "2" } });
        await UntilAsync(Named("shout"), status => status?.AvailableReplicas == 2);
    }

    [Fact]
    public async Task A_negative_number_of_replicas_is_refused()
    {
        await DeployAsync(Subject.Shout("shout"));
        IsRefused(await Provider.Scaling.ScaleAsync(Named("shout"), -1, Cancellation), "-1");
    }
}

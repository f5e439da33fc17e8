using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    [Fact]
    public async Task Functions_run_again_after_a_restart_as_they_were()
    {
        var name = await RunAsync(Subject.Shout("shout") with { Annotations = new Dictionary<string, string> { ["topic"] = "t" } });
        Assert.Equal(ProviderResult.Accepted, await Provider.Scaling.ScaleAsync(name, 2, Cancellation));
        var before = await Provider.Catalogue.GetAsync(name, Cancellation);
        await Subject.RestartAsync();
        var after = await UntilAsync(name, status => status?.AvailableReplicas == 2);
        Assert.Equal(before?.CreatedAt, after?.CreatedAt);
        Assert.Equal("t", after?.Annotations["topic"]);
        Assert.Equal("HELLO", await CallAsync(name, "hello"));
    }

    [Fact]
    public async Task Zero_replicas_stay_zero_over_a_restart()
    {
        await DeployAsync(Subject.Shout("shout"));
        await Provider.Scaling.ScaleAsync(Named("shout"), 0, Cancellation);
        await Subject.RestartAsync();
        Assert.Equal(0, (await Provider.Resolution.ResolveAsync(Named("shout"), Cancellation))?.Wanted);
    }

    [Fact]
    public async Task Secrets_namespaces_and_logs_survive_a_restart()
    {
        await WriteNamespaceAsync("dev", WriteMode.Create);
        await WriteSecretAsync("key", "kept", WriteMode.Create);
        var teller = await RunAsync(Subject.TellSecret("teller", "key"));
        var writer = await RunAsync(Subject.Write("writer"));
        await CallAsync(writer, "before the restart");
        await LineAsync(writer, "before the restart");
        await Subject.RestartAsync();
        Assert.Contains("dev", await NamespacesAsync());
        Assert.Equal(["key"], await Provider.Secrets.ListAsync(FunctionName.DefaultNamespace, Cancellation));
        await UntilAsync(teller, status => status?.AvailableReplicas == 1);
        Assert.Equal("kept", await CallAsync(teller));
        Assert.Contains("before the restart", await LinesAsync(new FunctionLogQuery { Function = writer }));
    }

    [Fact]
    public async Task What_was_removed_stays_removed_over_a_restart()
    {
        await DeployAsync(Subject.Shout("shout"));
        await Provider.Deployment.DeleteAsync(Named("shout"), Cancellation);
        await Subject.RestartAsync();
        Assert.Empty(await Provider.Catalogue.ListAsync(null, Cancellation));
    }
}

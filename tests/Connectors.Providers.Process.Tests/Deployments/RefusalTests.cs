using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Process.Tests.Deployments;

public sealed class RefusalTests : ProcessProviderTests
{
    private async Task RefusedAsync(FunctionDeployment deployment, params string[] mentions)
    {
        var result = await DeployAsync(deployment);
        Assert.Equal(ProviderOutcome.Refused, result.Outcome);
        Assert.All(mentions, mention => Assert.Contains(mention, result.Reason, StringComparison.Ordinal));
        Assert.Empty(await Provider.Catalogue.ListAsync(null, Cancellation));
    }

    [Fact]
    public Task An_image_without_a_command_names_the_providers_that_can_run_it() =>
        RefusedAsync(new FunctionDeployment { Service = "a", Image = "ghcr.io/openfaas/figlet:latest" }, "ghcr.io/openfaas/figlet:latest", "faasd", "faas-netes", "envProcess");

    [Fact]
    public Task A_directory_without_a_command_says_what_to_set() =>
        RefusedAsync(new FunctionDeployment { Service = "a", Image = "dir:/tmp" }, "dir:/tmp", "envProcess", "fprocess");

    [Fact]
    public Task A_relative_directory_is_refused() =>
        RefusedAsync(new FunctionDeployment { Service = "a", Image = "dir:functions/a", EnvProcess = "cat" }, "dir:functions/a", "absolute");

    [Theory]
    [InlineData("dir:")]
    [InlineData("dir:/nowhere/at/all")]
    [InlineData("dir:/etc/passwd")]
    [InlineData("dir:/tmp\0/x")]
    public Task A_directory_that_is_not_there_is_refused(string image) =>
        RefusedAsync(new FunctionDeployment { Service = "a", Image = image, EnvProcess = "cat" }, "image");

    [Theory]
    [InlineData("static")]
    [InlineData("inproc")]
    [InlineData("HTTP")]
    public Task An_unknown_mode_is_refused(string mode) =>
        RefusedAsync(Recipes.Shell("a", "cat", ("mode", mode)), $"mode '{mode}'", "http");

    [Fact]
    public Task More_replicas_than_allowed_are_refused() =>
        RefusedAsync(Recipes.Shout("a") with { Labels = new Dictionary<string, string> { [ScalingLabels.MinLabel] = "101" } }, "100", "process.max-replicas");

    [Fact]
    public async Task Scaling_beyond_the_allowed_is_refused()
    {
        await DeployAsync(Recipes.Shout("a"));
        var result = await Provider.Scaling.ScaleAsync(Named("a"), int.MaxValue, Cancellation);
        Assert.Equal(ProviderOutcome.Refused, result.Outcome);
        Assert.Contains("process.max-replicas", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nulls_inside_maps_count_as_empty_text()
    {
        var deployment = Recipes.Shout("a") with
        {
            EnvVars = new Dictionary<string, string> { ["X"] = null! },
            Labels = new Dictionary<string, string> { ["x"] = null! },
            Annotations = new Dictionary<string, string> { ["x"] = null! },
        };
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(deployment));
        Assert.Equal("", (await Provider.Catalogue.GetAsync(Named("a"), Cancellation))?.Annotations["x"]);
    }

    [Fact]
    public async Task Empty_maps_and_lists_come_back_absent()
    {
        await DeployAsync(Recipes.Shout("a") with { EnvVars = new Dictionary<string, string>(), Secrets = [], Constraints = [], Limits = new FunctionResources() });
        var status = await Provider.Catalogue.GetAsync(Named("a"), Cancellation);
        Assert.Equal((null, null, null, null), (status?.EnvVars, status?.Secrets, status?.Constraints, status?.Limits));
    }
}

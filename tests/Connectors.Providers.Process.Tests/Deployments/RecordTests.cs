using System.Text.RegularExpressions;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Process.Tests.Deployments;

public sealed class RecordTests : ProcessProviderTests
{
    private string Record(string name) => Host.Data.File("functions", FunctionName.DefaultNamespace, name + ".json");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{ \"format\": 1")]
    [InlineData("{}")]
    [InlineData("{\"format\":99,\"deployment\":{\"service\":\"bad\",\"namespace\":\"openfaas-fn\",\"image\":\"i\"},\"replicas\":1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"revision\":1}")]
    [InlineData("{\"format\":1,\"deployment\":{\"service\":\"other\",\"namespace\":\"openfaas-fn\",\"image\":\"i\"},\"replicas\":1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"revision\":1}")]
    [InlineData("{\"format\":1,\"deployment\":{\"service\":\"bad\",\"namespace\":\"openfaas-fn\",\"image\":\"i\"},\"replicas\":-1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"revision\":1}")]
    public async Task An_unreadable_record_is_kept_aside_and_the_others_go_on(string content)
    {
        await DeployAsync(Recipes.Shout("good"));
        await Host.StopAsync();
        await File.WriteAllTextAsync(Record("bad"), content, Cancellation);
        await Host.StartAgainAsync();
        await UntilAsync(Named("good"), endpoints => endpoints?.Ready.Count == 1);
        Assert.Null(await Provider.Catalogue.GetAsync(Named("bad"), Cancellation));
        var aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Record("bad"))!, "bad.json.*"));
        Assert.Equal(content, await File.ReadAllTextAsync(aside, Cancellation));
        Assert.Contains(Host.Recorder.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(Record("bad"), StringComparison.Ordinal) && line.Contains(aside, StringComparison.Ordinal));
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(Recipes.Shout("bad")));
    }

    [Fact]
    public async Task What_a_killed_hub_was_writing_is_swept()
    {
        await DeployAsync(Recipes.Shout("good"));
        await Host.StopAsync();
        var half = Host.Data.File("functions", FunctionName.DefaultNamespace, ".tmp-0123");
        await File.WriteAllTextAsync(half, "{", Cancellation);
        await Host.StartAgainAsync();
        Assert.False(File.Exists(half));
        Assert.Single(await Provider.Catalogue.ListAsync(null, Cancellation));
    }

    [Fact]
    public async Task A_deploy_that_cannot_be_recorded_changes_nothing()
    {
        await Provider.Namespaces.WriteAsync(new FunctionNamespace { Name = "dev" }, WriteMode.Create, Cancellation);
        Directory.CreateDirectory(Host.Data.File("functions"));
        await File.WriteAllTextAsync(Host.Data.File("functions", "dev"), "in the way", Cancellation);
        var failure = await Assert.ThrowsAsync<IOException>(() => DeployAsync(Recipes.Shout("a") with { Namespace = "dev" }));
        Assert.Contains(Host.Data.File("functions", "dev", "a.json"), failure.Message, StringComparison.Ordinal);
        Assert.Matches(new Regex("Free space|writable"), failure.Message);
        Assert.Empty(await Provider.Catalogue.ListAsync(null, Cancellation));
        File.Delete(Host.Data.File("functions", "dev"));
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(Recipes.Shout("a") with { Namespace = "dev" }));
    }

    [Fact]
    public async Task An_update_or_scale_that_cannot_be_recorded_leaves_the_function_as_it_was()
    {
        var name = await RunAsync(Recipes.Answer("a", "one"));
        var directory = Path.GetDirectoryName(Record("a"))!;
        Directory.Move(directory, directory + "-away");
        await File.WriteAllTextAsync(directory, "in the way", Cancellation);
        await Assert.ThrowsAsync<IOException>(() => DeployAsync(Recipes.Answer("a", "two"), WriteMode.Update));
        await Assert.ThrowsAsync<IOException>(() => Provider.Scaling.ScaleAsync(name, 3, Cancellation));
        await Assert.ThrowsAsync<IOException>(() => Provider.Deployment.DeleteAsync(name, Cancellation));
        Assert.Equal(1, (await Provider.Catalogue.GetAsync(name, Cancellation))?.Replicas);
        Assert.Equal("one", await CallAsync(name));
        File.Delete(directory);
        Directory.Move(directory + "-away", directory);
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(Recipes.Answer("a", "two"), WriteMode.Update));
    }

    [Fact]
    public async Task Records_are_for_the_owner_alone()
    {
        await DeployAsync(Recipes.Shout("a"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Record("a")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Host.Data.File("functions")));
    }

    [Fact]
    public async Task A_cancelled_change_changes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Provider.Deployment.DeployAsync(Recipes.Shout("a"), WriteMode.Create, cancelled.Token));
        Assert.Empty(await Provider.Catalogue.ListAsync(null, Cancellation));
    }

    [Fact]
    public async Task An_update_keeps_the_number_of_replicas_within_its_labels()
    {
        var name = Named("a");
        await DeployAsync(Recipes.Shout("a"));
        await Provider.Scaling.ScaleAsync(name, 4, Cancellation);
        await DeployAsync(Recipes.Shout("a"), WriteMode.Update);
        Assert.Equal(4, (await Provider.Catalogue.GetAsync(name, Cancellation))?.Replicas);
        await DeployAsync(Recipes.Shout("a") with { Labels = new Dictionary<string, string> { [ScalingLabels.MaxLabel] = "2" } }, WriteMode.Update);
        Assert.Equal(2, (await Provider.Catalogue.GetAsync(name, Cancellation))?.Replicas);
        await Provider.Scaling.ScaleAsync(name, 0, Cancellation);
        await DeployAsync(Recipes.Shout("a"), WriteMode.Update);
        Assert.Equal(0, (await Provider.Catalogue.GetAsync(name, Cancellation))?.Replicas);
    }
}

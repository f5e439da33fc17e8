using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    private async Task<IEnumerable<string>> NamespacesAsync() => (await Provider.Namespaces.ListAsync(Cancellation)).Select(one => one.Name);

    private Task<ProviderResult> WriteNamespaceAsync(string name, WriteMode mode) =>
        Provider.Namespaces.WriteAsync(new FunctionNamespace { Name = name, Annotations = new Dictionary<string, string> { ["openfaas"] = "1" } }, mode, Cancellation);

    [Fact]
    public async Task The_default_namespace_is_always_there()
    {
        Assert.Contains(FunctionName.DefaultNamespace, await NamespacesAsync());
        IsRefused(await Provider.Namespaces.DeleteAsync(FunctionName.DefaultNamespace, Cancellation), FunctionName.DefaultNamespace);
    }

    [Fact]
    public async Task Namespaces_are_created_replaced_and_removed()
    {
        Assert.Equal(ProviderOutcome.NotFound, (await WriteNamespaceAsync("dev", WriteMode.Update)).Outcome);
        Assert.Equal(ProviderResult.Accepted, await WriteNamespaceAsync("dev", WriteMode.Create));
        Assert.Equal(ProviderOutcome.AlreadyExists, (await WriteNamespaceAsync("dev", WriteMode.Create)).Outcome);
        Assert.Equal(ProviderResult.Accepted, await WriteNamespaceAsync("dev", WriteMode.Update));
        Assert.Contains("dev", await NamespacesAsync());
        Assert.Equal(ProviderResult.Accepted, await Provider.Namespaces.DeleteAsync("dev", Cancellation));
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Namespaces.DeleteAsync("dev", Cancellation)).Outcome);
        Assert.DoesNotContain("dev", await NamespacesAsync());
    }

    [Fact]
    public async Task Functions_of_one_name_live_apart_in_their_namespaces()
    {
        await WriteNamespaceAsync("dev", WriteMode.Create);
        var here = await RunAsync(Subject.Answer("clock", "here"));
        var there = await RunAsync(Subject.Answer("clock", "there") with { Namespace = "dev" });
        Assert.Equal("here", await CallAsync(here));
        Assert.Equal("there", await CallAsync(there));
        Assert.Single(await Provider.Catalogue.ListAsync("dev", Cancellation));
    }

    [Fact]
    public async Task An_unknown_namespace_is_refused_by_name()
    {
        IsRefused(await Provider.Deployment.DeployAsync(Subject.Shout("shout") with { Namespace = "nowhere" }, WriteMode.Create, Cancellation), "nowhere");
        IsRefused(await WriteSecretAsync("key", "1", WriteMode.Create, "nowhere"), "nowhere");
    }

    [Fact]
    public async Task A_removed_namespace_takes_its_functions_and_secrets_along()
    {
        await WriteNamespaceAsync("dev", WriteMode.Create);
        await WriteSecretAsync("key", "1", WriteMode.Create, "dev");
        await RunAsync(Subject.Shout("shout") with { Namespace = "dev" });
        Assert.Equal(ProviderResult.Accepted, await Provider.Namespaces.DeleteAsync("dev", Cancellation));
        Assert.Empty(await Provider.Catalogue.ListAsync("dev", Cancellation));
        await WriteNamespaceAsync("dev", WriteMode.Create);
        Assert.Empty(await Provider.Secrets.ListAsync("dev", Cancellation));
        Assert.Null(await Provider.Resolution.ResolveAsync(Named("shout", "dev"), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Dev")]
    [InlineData("a.b")]
    public async Task Hostile_names_of_namespaces_are_refused(string name)
    {
        IsRefused(await WriteNamespaceAsync(name, WriteMode.Create), "namespace");
        if (name.Length > 0)
            IsRefused(await Provider.Deployment.DeployAsync(Subject.Shout("shout") with { Namespace = name }, WriteMode.Create, Cancellation), "namespace");
    }
}

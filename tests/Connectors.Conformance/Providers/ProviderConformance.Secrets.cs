using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    private Task<ProviderResult> WriteSecretAsync(string name, string value, WriteMode mode, string @namespace = FunctionName.DefaultNamespace) =>
        Provider.Secrets.WriteAsync(new FunctionSecret(name, @namespace, Encoding.UTF8.GetBytes(value)), mode, Cancellation);

    [Fact]
    public async Task Secrets_are_created_replaced_listed_and_removed()
    {
        Assert.Equal(ProviderOutcome.NotFound, (await WriteSecretAsync("key", "1", WriteMode.Update)).Outcome);
        Assert.Equal(ProviderResult.Accepted, await WriteSecretAsync("key", "1", WriteMode.Create));
        Assert.Equal(ProviderOutcome.AlreadyExists, (await WriteSecretAsync("key", "2", WriteMode.Create)).Outcome);
        Assert.Equal(ProviderResult.Accepted, await WriteSecretAsync("key", "2", WriteMode.Update));
        Assert.Equal(ProviderResult.Accepted, await WriteSecretAsync("a.b", "", WriteMode.Create));
        Assert.Equal(["a.b", "key"], await Provider.Secrets.ListAsync(FunctionName.DefaultNamespace, Cancellation));
        Assert.Equal(ProviderResult.Accepted, await Provider.Secrets.DeleteAsync("key", FunctionName.DefaultNamespace, Cancellation));
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Secrets.DeleteAsync("key", FunctionName.DefaultNamespace, Cancellation)).Outcome);
        Assert.Equal(["a.b"], await Provider.Secrets.ListAsync(FunctionName.DefaultNamespace, Cancellation));
    }

    [Fact]
    public async Task A_function_reads_its_secret_and_sees_a_new_value()
    {
        await WriteSecretAsync("key", "first\n", WriteMode.Create);
        var name = await RunAsync(Subject.TellSecret("teller", "key"));
        Assert.Equal("first\n", await CallAsync(name));
        await WriteSecretAsync("key", "second", WriteMode.Update);
        await AnswersAsync(name, "second");
    }

    [Fact]
    public async Task A_function_does_not_see_the_secrets_of_others()
    {
        await WriteSecretAsync("key", "mine", WriteMode.Create);
        var name = await RunAsync(Subject.TellSecret("teller", "key") with { Secrets = null });
        Assert.Equal("", await CallAsync(name));
    }

    [Fact]
    public async Task A_missing_secret_is_named()
    {
        IsRefused(await Provider.Deployment.DeployAsync(Subject.TellSecret("teller", "absent-key"), WriteMode.Create, Cancellation), "absent-key");
        Assert.Null(await Provider.Catalogue.GetAsync(Named("teller"), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../key")]
    [InlineData("a/b")]
    [InlineData("Key")]
    [InlineData(".key")]
    [InlineData("key\n")]
    public async Task Hostile_names_of_secrets_are_refused(string name)
    {
        IsRefused(await WriteSecretAsync(name, "1", WriteMode.Create), "secret name");
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Secrets.DeleteAsync(name, FunctionName.DefaultNamespace, Cancellation)).Outcome);
    }
}

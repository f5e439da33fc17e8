using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;

namespace Connectors.Providers.Remote.Tests.Troubles;

/// <summary>What OpenFaaS' own providers do differently.</summary>
public sealed class OtherHabitsTests
{
    private const string List = "GET /system/functions?namespace=openfaas-fn";
    private const string Namespaces = "GET /system/namespaces";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Maps_that_are_null_and_readiness_that_is_not_told_do_not_matter()
    {
        await using var other = new OtherProvider().Json(Namespaces, """["openfaas-fn"]""")
            .Json(List, """[{"name":"f","namespace":"openfaas-fn","image":"i","replicas":1,"labels":null,"annotations":null}]""");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        var status = Assert.Single(await remote.Provider.Catalogue.ListAsync(null, Cancellation));
        Assert.Empty(status.Labels);
        Assert.Empty(status.Annotations);
        Assert.Equal(1, status.AvailableReplicas);
    }

    [Fact]
    public async Task Lists_that_are_null_are_empty()
    {
        await using var other = new OtherProvider().Json(Namespaces, """["openfaas-fn","dev"]""").Json(List, "null").Json("GET /system/functions?namespace=dev", "[]");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        Assert.Null(remote.Health.Fault);
        Assert.Empty(await remote.Provider.Catalogue.ListAsync(null, Cancellation));
    }

    [Fact]
    public async Task Without_word_of_changes_functions_are_read_anew_in_turn()
    {
        await using var other = new OtherProvider().Json(List, "[]");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        other.Json(List, """[{"name":"late","image":"i","replicas":1,"availableReplicas":1}]""");
        await remote.UntilAsync(functions => functions is [{ Name: "late" }]);
        // Asked for once, and not again of one that has no such route.
        Assert.Equal(1, other.Asked["GET /system/changes?after="]);
    }

    [Fact]
    public async Task It_logs_in_and_tells_what_the_provider_is()
    {
        var seen = "";
        await using var other = new OtherProvider().Json(List, "[]")
            .On("GET /system/info", async context =>
            {
                seen = context.Request.Headers.Authorization.ToString();
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(
                    """{"provider":{"provider":"faasd-ce","orchestration":"containerd","version":{"release":"0.19","sha":"abc"}}}"""u8.ToArray(), context.RequestAborted);
            });
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address, login: new ProviderLogin("admin", "pässword"));
        Assert.Equal(new ProviderInfo("faasd-ce", "containerd", "0.19+abc"), remote.Provider.Info);
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:pässword"))}", seen);
    }

    [Theory]
    [InlineData(400, ProviderOutcome.Refused, "no such secret")]
    [InlineData(404, ProviderOutcome.NotFound, "function f.openfaas-fn")]
    [InlineData(409, ProviderOutcome.AlreadyExists, "function f.openfaas-fn")]
    [InlineData(501, ProviderOutcome.Unsupported, "no such secret")]
    public async Task Refusals_of_a_deployment_are_results(int status, ProviderOutcome outcome, string words)
    {
        await using var other = new OtherProvider().Json(List, "[]").Line("POST /system/functions", status, "no such secret");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        var result = await remote.Provider.Deployment.DeployAsync(new FunctionDeployment { Service = "f", Image = "i" }, WriteMode.Create, Cancellation);
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_that_are_not_told_are_missed_by_name_of_the_setting()
    {
        await using var other = new OtherProvider().Json(List, "[]");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address, settings => settings.Direct = true);
        Assert.Contains("remote.direct", remote.Health.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x", "neither http nor https")]
    [InlineData("http://user:secret@x/", "remote.password-file")]
    [InlineData("http://", "is not a URL")]
    [InlineData("http://127.0.0.1:80810/", "names port 80810, and there is none above 65535; write one that there is")]
    [InlineData("http://x/?a=b", "more than a host and a path")]
    public void Addresses_that_cannot_be_are_told(string address, string words)
    {
        var fault = RemoteProviderSettings.AddressFault("provider", address);
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_tell_all_that_is_wrong_at_once() => Assert.Equal(
        4, new RemoteProviderSettings { Timeout = TimeSpan.Zero, RefreshInterval = TimeSpan.Zero, LogsUrl = "x", User = "u" }.Faults().Count());
}

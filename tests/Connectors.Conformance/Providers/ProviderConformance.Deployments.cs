using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

public abstract partial class ProviderConformance
{
    [Fact]
    public async Task A_deployed_function_becomes_ready_and_answers()
    {
        var shout = await RunAsync(Subject.Shout("shout"));
        Assert.Equal("HELLO", await CallAsync(shout, "hello"));
    }

    [Fact]
    public async Task What_was_deployed_comes_back_verbatim()
    {
        await DeployAsync(Subject.Shout("shout") with
        {
            Labels = new Dictionary<string, string> { ["team"] = "Blue team", ["com.openfaas.scale.max"] = "3" },
            Annotations = new Dictionary<string, string> { ["topic"] = " a, b ", ["é"] = "ü" },
            Limits = new FunctionResources { Memory = "1024Mi" },
            Requests = new FunctionResources { Cpu = "0.10" },
            Constraints = ["zone=a"],
        });
        var status = await Provider.Catalogue.GetAsync(Named("shout"), Cancellation);
        Assert.NotNull(status);
        Assert.Equal("shout", status.Name);
        Assert.Equal(FunctionName.DefaultNamespace, status.Namespace);
        Assert.Equal("Blue team", status.Labels["team"]);
        Assert.Equal("3", status.Labels["com.openfaas.scale.max"]);
        Assert.Equal("shout", status.Labels[KnownAnnotations.FunctionLabel]);
        Assert.Equal(new Dictionary<string, string> { ["topic"] = " a, b ", ["é"] = "ü" }, status.Annotations);
        Assert.Equal(new FunctionResources { Memory = "1024Mi" }, status.Limits);
        Assert.Equal(new FunctionResources { Cpu = "0.10" }, status.Requests);
        Assert.Equal(["zone=a"], status.Constraints);
        Assert.Equal(1, status.Replicas);
        Assert.NotEqual(default, status.CreatedAt);
    }

    [Fact]
    public async Task What_was_not_set_is_absent_but_labels_and_annotations_are_maps()
    {
        await DeployAsync(Subject.Shout("shout"));
        var status = await Provider.Catalogue.GetAsync(Named("shout"), Cancellation);
        Assert.NotNull(status);
        Assert.Null(status.Limits);
        Assert.Null(status.Requests);
        Assert.Null(status.Secrets);
        Assert.Null(status.Constraints);
        Assert.Null(status.Usage);
        Assert.Empty(status.Annotations);
        Assert.Equal([KnownAnnotations.FunctionLabel], status.Labels.Keys);
    }

    [Fact]
    public async Task Creating_twice_says_that_it_exists()
    {
        await DeployAsync(Subject.Shout("shout"));
        var again = await Provider.Deployment.DeployAsync(Subject.Shout("shout"), WriteMode.Create, Cancellation);
        Assert.Equal(ProviderOutcome.AlreadyExists, again.Outcome);
        Assert.Contains("shout", again.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updating_deleting_and_scaling_an_unknown_function_say_so()
    {
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Deployment.DeployAsync(Subject.Shout("shout"), WriteMode.Update, Cancellation)).Outcome);
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Deployment.DeleteAsync(Named("shout"), Cancellation)).Outcome);
        Assert.Equal(ProviderOutcome.NotFound, (await Provider.Scaling.ScaleAsync(Named("shout"), 2, Cancellation)).Outcome);
        Assert.Null(await Provider.Resolution.ResolveAsync(Named("shout"), Cancellation));
        Assert.Null(await Provider.Catalogue.GetAsync(Named("shout"), Cancellation));
        Assert.Null(await Provider.Usage.GetAsync(Named("shout"), Cancellation));
    }

    [Fact]
    public async Task An_update_takes_effect_and_keeps_the_day_of_creation()
    {
        var name = await RunAsync(Subject.Answer("clock", "one"));
        var before = await Provider.Catalogue.GetAsync(name, Cancellation);
        Assert.Equal("one", await CallAsync(name));
        await DeployAsync(Subject.Answer("clock", "two") with { Annotations = new Dictionary<string, string> { ["v"] = "2" } }, WriteMode.Update);
        var after = await Provider.Catalogue.GetAsync(name, Cancellation);
        Assert.Equal("2", after?.Annotations["v"]);
        Assert.Equal(before?.CreatedAt, after?.CreatedAt);
        await AnswersAsync(name, "two");
    }

    [Fact]
    public async Task An_update_refuses_no_request()
    {
        var name = await RunAsync(Subject.Answer("clock", "0"));
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => CallUntilAsync(name, enough.Token)).ToList();
        for (var version = 1; version <= 3; version++)
        {
            await DeployAsync(Subject.Answer("clock", $"{version}"), WriteMode.Update);
            await AnswersAsync(name, $"{version}");
        }
        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));
    }

    /// <summary>Calls without a pause; fails on the first call that is refused.</summary>
    private async Task<int> CallUntilAsync(FunctionName function, CancellationToken enough)
    {
        var calls = 0;
        for (; !enough.IsCancellationRequested; calls++)
            await CallAsync(function);
        return calls;
    }

    [Fact]
    public async Task A_deleted_function_is_gone_and_can_be_deployed_again()
    {
        var name = await RunAsync(Subject.Answer("clock", "one"));
        Assert.Equal(ProviderResult.Accepted, await Provider.Deployment.DeleteAsync(name, Cancellation));
        Assert.Null(await Provider.Catalogue.GetAsync(name, Cancellation));
        Assert.Null(await Provider.Resolution.ResolveAsync(name, Cancellation));
        Assert.Equal("two", await CallAsync(await RunAsync(Subject.Answer("clock", "two"))));
    }

    [Fact]
    public async Task Lists_are_ordered_by_name()
    {
        foreach (var name in new[] { "b", "c", "a" })
            await DeployAsync(Subject.Shout(name));
        var list = await Provider.Catalogue.ListAsync(FunctionName.DefaultNamespace, Cancellation);
        Assert.Equal(["a", "b", "c"], list.Select(function => function.Name));
        Assert.Equal(3, (await Provider.Catalogue.ListAsync(null, Cancellation)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    [InlineData("ümlaut")]
    [InlineData("with\nbreak")]
    [InlineData("-a")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Hostile_names_are_refused(string name)
    {
        IsRefused(await Provider.Deployment.DeployAsync(Subject.Shout("ok") with { Service = name }, WriteMode.Create, Cancellation), "function name");
        Assert.Empty(await Provider.Catalogue.ListAsync(null, Cancellation));
        Assert.Null(await Provider.Resolution.ResolveAsync(Named(name), Cancellation));
        Assert.Null(Provider.Logs.Read(new FunctionLogQuery { Function = Named(name) }, Cancellation));
    }

    [Fact]
    public async Task A_function_that_never_becomes_ready_says_why()
    {
        await DeployAsync(Subject.Broken("broken"));
        await UntilAsync(Named("broken"), status => status is { Replicas: 1, AvailableReplicas: 0 });
        var endpoints = await Provider.Resolution.ResolveAsync(Named("broken"), Cancellation);
        Assert.NotNull(endpoints);
        Assert.Empty(endpoints.Ready);
        Assert.Equal(1, endpoints.Wanted);
        Assert.False(string.IsNullOrWhiteSpace(endpoints.NotReadyReason));
    }

    [Fact]
    public async Task Concurrent_deploys_of_one_function_leave_exactly_one()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Provider.Deployment.DeployAsync(Subject.Answer("clock", $"{i}"), WriteMode.Create, Cancellation)));
        Assert.Single(results, ProviderResult.Accepted);
        Assert.Equal(7, results.Count(result => result.Outcome == ProviderOutcome.AlreadyExists));
        await UntilAsync(Named("clock"), status => status?.AvailableReplicas == 1);
        Assert.Equal($"{Array.IndexOf(results, ProviderResult.Accepted)}", await CallAsync(Named("clock")));
    }
}

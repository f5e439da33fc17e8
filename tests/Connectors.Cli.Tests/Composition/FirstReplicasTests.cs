using Connectors.Cli.Composition;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Cli.Tests.Composition;

public sealed class FirstReplicasTests : IFunctionCatalogue, IFunctionResolution
{
    private static readonly Uri Somewhere = new("http://127.0.0.1:9/");
    private volatile FunctionEndpoints endpoints = new([], 1, "starting");
    private readonly TaskCompletionSource asked = new();

    public ChangeSignal Changes { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_that_fails_a_moment_after_the_start_is_told_with_its_reason()
    {
        var listing = new FirstReplicas(this, this).ListAsync(Cancel);
        await asked.Task;
        endpoints = new([], 1, "the program 'nope' is not there");
        Changes.Notify();
        Assert.Equal("the program 'nope' is not there", Assert.Single(await listing).NotReady);
    }

    [Fact]
    public async Task One_that_is_slow_holds_the_summary_up_for_a_moment_only() =>
        Assert.Equal("starting", Assert.Single(await new FirstReplicas(this, this).ListAsync(Cancel)).NotReady);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task One_that_serves_or_waits_at_zero_is_as_it_should_be(int ready, int wanted)
    {
        endpoints = new(ready == 1 ? [Somewhere] : [], wanted, ready == 1 ? null : "scaled to zero");
        Assert.Null(Assert.Single(await new FirstReplicas(this, this).ListAsync(Cancel)).NotReady);
    }

    ValueTask<IReadOnlyList<FunctionStatus>> IFunctionCatalogue.ListAsync(string? @namespace, CancellationToken cancellationToken) => new([new FunctionStatus { Name = "f", Image = "x" }]);

    ValueTask<FunctionStatus?> IFunctionCatalogue.GetAsync(FunctionName function, CancellationToken cancellationToken) => throw new NotSupportedException();

    ValueTask<FunctionEndpoints?> IFunctionResolution.ResolveAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var now = endpoints;
        asked.TrySetResult();
        return new(now);
    }
}

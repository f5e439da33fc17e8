using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Conformance.Providers;

/// <summary>What every provider promises. Inherit it and say how yours is started.</summary>
public abstract partial class ProviderConformance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromSeconds(1) });
    private ProviderUnderTest? started;

    protected ProviderUnderTest Subject => started ?? throw new InvalidOperationException("not started");

    protected FunctionProvider Provider => Subject.Provider;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whether each ready replica has an endpoint; else a function that is ready has one, behind which calls are spread.</summary>
    protected virtual bool ResolvesReplicas => true;

    /// <summary>Starts a provider that knows no function yet.</summary>
    protected abstract Task<ProviderUnderTest> StartAsync();

    public async ValueTask InitializeAsync() => started = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (started is not null)
            await started.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static FunctionName Named(string name, string @namespace = FunctionName.DefaultNamespace) => new(name, @namespace);

    protected async Task DeployAsync(FunctionDeployment deployment, WriteMode mode = WriteMode.Create) =>
        Assert.Equal(ProviderResult.Accepted, await Provider.Deployment.DeployAsync(deployment, mode, Cancellation));

    /// <summary>Deploys and waits until it is ready.</summary>
    protected async Task<FunctionName> RunAsync(FunctionDeployment deployment)
    {
        await DeployAsync(deployment);
        var name = Named(deployment.Service, deployment.Namespace ?? FunctionName.DefaultNamespace);
        await UntilAsync(name, status => status?.AvailableReplicas > 0);
        return name;
    }

    /// <summary>Follows the provider's changes until the function is as it should be; fails when it is not in time.</summary>
    protected async Task<FunctionStatus?> UntilAsync(FunctionName function, Predicate<FunctionStatus?> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        while (true)
        {
            var version = Provider.Catalogue.Changes.Version;
            var status = await Provider.Catalogue.GetAsync(function, Cancellation);
            if (condition(status))
                return status;
            try
            {
                await Provider.Catalogue.Changes.WaitAsync(version, deadline.Token);
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                var endpoints = await Provider.Resolution.ResolveAsync(function, Cancellation);
                Assert.Fail($"{function} did not get there in time: {status}; {endpoints?.NotReadyReason}");
            }
        }
    }

    /// <summary>Calls a ready replica; fails on any status but 200.</summary>
    protected async Task<string> CallAsync(FunctionName function, string body = "")
    {
        var endpoints = await Provider.Resolution.ResolveAsync(function, Cancellation);
        Assert.NotNull(endpoints);
        Assert.NotEmpty(endpoints.Ready);
        var address = endpoints.Ready[Random.Shared.Next(endpoints.Ready.Count)];
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var answer = await http.PostAsync(address, content, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text;
    }

    /// <summary>Calls until the answer is as expected; for what takes effect a moment after it was accepted.</summary>
    protected async Task AnswersAsync(FunctionName function, string expected)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        var answer = await CallAsync(function);
        while (answer != expected)
        {
            Assert.False(deadline.IsCancellationRequested, $"'{answer}' is still not '{expected}'");
            await Task.Delay(20, Cancellation);
            answer = await CallAsync(function);
        }
    }

    protected static void IsRefused(ProviderResult result, params string[] mentions)
    {
        Assert.Equal(ProviderOutcome.Refused, result.Outcome);
        Assert.All(mentions, mention => Assert.Contains(mention, result.Reason, StringComparison.Ordinal));
    }
}

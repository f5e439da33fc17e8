using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Process.Tests;

/// <summary>A running provider, a client for its functions, and what tests ask of both.</summary>
public abstract class ProcessProviderTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private ProcessHost? host;

    private protected ProcessHost Host => host ?? throw new InvalidOperationException("not started");

    private protected FunctionProvider Provider => Host.Provider;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static FunctionName Named(string name) => new(name, FunctionName.DefaultNamespace);

    private protected virtual void Configure(ProcessProviderSettings settings)
    {
    }

    public async ValueTask InitializeAsync() => host = await ProcessHost.StartAsync(Configure);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (host is not null)
            await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode = WriteMode.Create) =>
        Provider.Deployment.DeployAsync(deployment, mode, Cancellation);

    private protected async Task<FunctionName> RunAsync(FunctionDeployment deployment)
    {
        Assert.Equal(ProviderResult.Accepted, await DeployAsync(deployment));
        await UntilAsync(Named(deployment.Service), endpoints => endpoints?.Ready.Count > 0);
        return Named(deployment.Service);
    }

    private protected async Task<FunctionEndpoints?> UntilAsync(FunctionName function, Predicate<FunctionEndpoints?> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Patience);
        while (true)
        {
            var version = Provider.Catalogue.Changes.Version;
            var endpoints = await Provider.Resolution.ResolveAsync(function, Cancellation);
            if (condition(endpoints))
                return endpoints;
            await Provider.Catalogue.Changes.WaitAsync(version, deadline.Token);
        }
    }

    private protected async Task<string> CallAsync(FunctionName function, string body = "")
    {
        var endpoints = await Provider.Resolution.ResolveAsync(function, Cancellation);
        using var answer = await http.PostAsync(endpoints!.Ready[0], new StringContent(body), Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private protected async Task<List<string>> LogAsync(FunctionName function)
    {
        var lines = new List<string>();
        await foreach (var line in Provider.Logs.Read(new FunctionLogQuery { Function = function }, Cancellation)!)
            lines.Add(line.Text);
        return lines;
    }
}

using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Providers.Faasd.Tests.Providing;

/// <summary>What tests do with the functions of a provider.</summary>
internal static class FunctionCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(1) });

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static FunctionName Named(string name, string space = FunctionName.DefaultNamespace) => new(name, space);

    /// <summary>Deploys a function that is taken.</summary>
    public static async Task<FunctionName> DeployAsync(this FunctionProvider provider, FunctionDeployment deployment, WriteMode mode = WriteMode.Create)
    {
        Assert.Equal(ProviderResult.Accepted, await provider.Deployment.DeployAsync(deployment, mode, Ending));
        return Named(deployment.Service, deployment.Namespace ?? FunctionName.DefaultNamespace);
    }

    /// <summary>Deploys a function and waits until it is ready.</summary>
    public static async Task<FunctionName> RunAsync(this FunctionProvider provider, FunctionDeployment deployment)
    {
        var name = await provider.DeployAsync(deployment);
        await provider.ReadyAsync(name);
        return name;
    }

    public static async Task ScaleAsync(this FunctionProvider provider, FunctionName function, int replicas)
    {
        Assert.Equal(ProviderResult.Accepted, await provider.Scaling.ScaleAsync(function, replicas, Ending));
        await provider.ReadyAsync(function, replicas);
    }

    public static async Task DeleteAsync(this FunctionProvider provider, FunctionName function) =>
        Assert.Equal(ProviderResult.Accepted, await provider.Deployment.DeleteAsync(function, Ending));

    /// <summary>Follows changes until so many replicas are ready.</summary>
    public static Task<FunctionEndpoints> ReadyAsync(this FunctionProvider provider, FunctionName function, int replicas = 1) =>
        provider.UntilAsync(function, endpoints => endpoints.Ready.Count == replicas);

    /// <summary>Follows changes until a function's endpoints are as they should be; fails with their reason when they are not in time.</summary>
    public static async Task<FunctionEndpoints> UntilAsync(this FunctionProvider provider, FunctionName function, Predicate<FunctionEndpoints> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(Patience);
        while (true)
        {
            var version = provider.Catalogue.Changes.Version;
            var endpoints = await provider.Resolution.ResolveAsync(function, Ending);
            if (endpoints is not null && condition(endpoints))
                return endpoints;
            try
            {
                await provider.Catalogue.Changes.WaitAsync(version, deadline.Token);
            }
            catch (OperationCanceledException) when (!Ending.IsCancellationRequested)
            {
                Assert.Fail($"{function} did not get there in time: {endpoints}");
            }
        }
    }

    /// <summary>Why none is ready, once that is told beyond that it starts.</summary>
    public static async Task<string> ReasonAsync(this FunctionProvider provider, FunctionName function, string part) =>
        (await provider.UntilAsync(function, endpoints => endpoints.NotReadyReason?.Contains(part, StringComparison.Ordinal) == true)).NotReadyReason!;

    /// <summary>Calls a ready replica; fails on any status but 200.</summary>
    public static async Task<string> CallAsync(this FunctionProvider provider, FunctionName function, string body = "")
    {
        var endpoints = await provider.Resolution.ResolveAsync(function, Ending);
        Assert.NotEmpty(endpoints!.Ready);
        return await CallAsync(endpoints.Ready[0], body);
    }

    public static async Task<string> CallAsync(Uri address, string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var answer = await Http.PostAsync(address, content, Ending);
        var text = await answer.Content.ReadAsStringAsync(Ending);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text;
    }

    /// <summary>Everything that is in a function's log now.</summary>
    public static async Task<List<string>> LinesAsync(this FunctionProvider provider, FunctionName function)
    {
        var lines = new List<string>();
        await foreach (var line in provider.Logs.Read(new FunctionLogQuery { Function = function }, Ending)!)
            lines.Add(line.Text);
        return lines;
    }

    /// <summary>Returns once a line of a function's log has this part.</summary>
    public static async Task<FunctionLogLine> LineAsync(this FunctionProvider provider, FunctionName function, string part)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(Patience);
        await foreach (var line in provider.Logs.Read(new FunctionLogQuery { Function = function, Follow = true }, deadline.Token)!)
        {
            if (line.Text.Contains(part, StringComparison.Ordinal))
                return line;
        }
        throw new InvalidOperationException($"the log ended before '{part}'");
    }

    /// <summary>Asks until it is so.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, Func<string> failure)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        deadline.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, failure());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ending);
        }
    }
}

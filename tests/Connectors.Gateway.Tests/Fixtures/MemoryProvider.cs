using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A provider in memory whose functions answer wherever the test says.</summary>
internal sealed class MemoryProvider : IFunctionCatalogue, IFunctionDeployment, IFunctionScaling, IFunctionResolution, IFunctionUsage, ISecretStore, IFunctionLogs, INamespaceStore
{
    private readonly ConcurrentDictionary<FunctionName, FunctionStatus> functions = new();
    private readonly ConcurrentDictionary<FunctionName, FunctionEndpoints> endpoints = new();
    private readonly ConcurrentDictionary<(string, string), byte[]> secrets = new();
    private readonly ConcurrentDictionary<string, FunctionNamespace> namespaces = new() { ["openfaas-fn"] = new() { Name = "openfaas-fn" } };

    public ChangeSignal Changes { get; } = new();

    public FunctionUsage? Usage { get; set; } = new() { Cpu = 250, TotalMemoryBytes = 4096 };

    public List<FunctionLogLine> Lines { get; } = [];

    public TaskCompletionSource<FunctionLogLine>? NextLine { get; set; }

    public FunctionLogQuery? LastLogQuery { get; private set; }

    public byte[] Secret(string name, string space = "openfaas-fn") => secrets[(space, name)];

    public FunctionProvider All => new()
    {
        Describe = () => new ProviderInfo("memory", "none", "1.2.3+abc"),
        Catalogue = this,
        Deployment = this,
        Scaling = this,
        Resolution = this,
        Usage = this,
        Secrets = this,
        Logs = this,
        Namespaces = this,
    };

    public void Add(string name, params Uri[] ready) => Add(new FunctionStatus { Name = name, Image = "any" }, ready);

    public void Add(FunctionStatus status, params Uri[] ready)
    {
        functions[status.FullName] = status with { Replicas = ready.Length, AvailableReplicas = ready.Length, CreatedAt = DateTimeOffset.UnixEpoch };
        endpoints[status.FullName] = new FunctionEndpoints(ready, ready.Length);
        Changes.Notify();
    }

    public void Annotate(string name, IReadOnlyDictionary<string, string> annotations)
    {
        var function = new FunctionName(name, "openfaas-fn");
        functions[function] = functions[function] with { Annotations = annotations };
        Changes.Notify();
    }

    public void SetEndpoints(string name, FunctionEndpoints next)
    {
        var function = new FunctionName(name, "openfaas-fn");
        endpoints[function] = next;
        functions[function] = functions[function] with { Replicas = next.Wanted, AvailableReplicas = next.Ready.Count };
        Changes.Notify();
    }

    /// <summary>Every wish to scale that was taken.</summary>
    public ConcurrentQueue<(FunctionName Function, int Replicas)> Scaled { get; } = new();

    /// <summary>Why nothing is scaled.</summary>
    public string? Refusal { get; set; }

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) =>
        new([.. functions.Values.Where(status => @namespace is null || status.Namespace == @namespace).OrderBy(status => status.FullName)]);

    /// <summary>Thrown where a function is looked up, while set.</summary>
    public Exception? Away { get; set; }

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        Away is { } away ? throw away : new(functions.GetValueOrDefault(function));

    public ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken) => new(endpoints.GetValueOrDefault(function));

    ValueTask<FunctionUsage?> IFunctionUsage.GetAsync(FunctionName function, CancellationToken cancellationToken) => new(Usage);

    /// <summary>How long a deployment takes before it is looked at.</summary>
    public TimeSpan DeployDelay { get; set; }

    public async Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken)
    {
        await Task.Delay(DeployDelay, cancellationToken);
        var name = new FunctionName(deployment.Service, deployment.Namespace!);
        if (Conflict(mode, functions.ContainsKey(name), $"function {name}") is { } refused)
            return refused;
        if (deployment.Image == "needs-containers")
            return ProviderResult.Unsupported("images need a provider with containers");
        var labels = new Dictionary<string, string>(deployment.Labels ?? new Dictionary<string, string>()) { [KnownAnnotations.FunctionLabel] = deployment.Service };
        Add(new FunctionStatus
        {
            Name = name.Name,
            Namespace = name.Namespace,
            Image = deployment.Image!,
            Labels = labels,
            Annotations = deployment.Annotations ?? new Dictionary<string, string>(),
            Limits = deployment.Limits,
            EnvProcess = deployment.EnvProcess,
        });
        return ProviderResult.Accepted;
    }

    public Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        endpoints.TryRemove(function, out _);
        var removed = functions.TryRemove(function, out _);
        Changes.Notify();
        return Task.FromResult(removed ? ProviderResult.Accepted : ProviderResult.NotFound($"function {function}"));
    }

    public Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        if (!functions.TryGetValue(function, out var status))
            return Task.FromResult(ProviderResult.NotFound($"function {function}"));
        if (Refusal is { } refusal)
            return Task.FromResult(ProviderResult.Refused(refusal));
        Scaled.Enqueue((function, replicas));
        functions[function] = status with { Replicas = replicas };
        endpoints[function] = endpoints[function] with { Wanted = replicas };
        Changes.Notify();
        return Task.FromResult(ProviderResult.Accepted);
    }

    ValueTask<IReadOnlyList<string>> ISecretStore.ListAsync(string @namespace, CancellationToken cancellationToken) =>
        new([.. secrets.Keys.Where(key => key.Item1 == @namespace).Select(key => key.Item2).Order()]);

    public Task<ProviderResult> WriteAsync(FunctionSecret secret, WriteMode mode, CancellationToken cancellationToken)
    {
        var key = (secret.Namespace, secret.Name);
        if (Conflict(mode, secrets.ContainsKey(key), $"secret {secret.Name}") is { } refused)
            return Task.FromResult(refused);
        secrets[key] = secret.Value.ToArray();
        return Task.FromResult(ProviderResult.Accepted);
    }

    public Task<ProviderResult> DeleteAsync(string name, string @namespace, CancellationToken cancellationToken) =>
        Task.FromResult(secrets.TryRemove((@namespace, name), out _) ? ProviderResult.Accepted : ProviderResult.NotFound($"secret {name}"));

    public ValueTask<IReadOnlyList<FunctionNamespace>> ListAsync(CancellationToken cancellationToken) =>
        new([.. namespaces.Values.OrderBy(space => space.Name)]);

    public Task<ProviderResult> WriteAsync(FunctionNamespace @namespace, WriteMode mode, CancellationToken cancellationToken)
    {
        if (Conflict(mode, namespaces.ContainsKey(@namespace.Name), $"namespace {@namespace.Name}") is { } refused)
            return Task.FromResult(refused);
        namespaces[@namespace.Name] = @namespace;
        return Task.FromResult(ProviderResult.Accepted);
    }

    public Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken) =>
        Task.FromResult(namespaces.TryRemove(@namespace, out _) ? ProviderResult.Accepted : ProviderResult.NotFound($"namespace {@namespace}"));

    public IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken)
    {
        LastLogQuery = query;
        return functions.ContainsKey(query.Function) ? Written(query.Follow, cancellationToken) : null;
    }

    private async IAsyncEnumerable<FunctionLogLine> Written(bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var line in Lines)
            yield return line;
        if (follow)
            yield return await NextLine!.Task.WaitAsync(cancellationToken);
    }

    private static ProviderResult? Conflict(WriteMode mode, bool exists, string what) => (mode, exists) switch
    {
        (WriteMode.Create, true) => ProviderResult.AlreadyExists(what),
        (WriteMode.Update, false) => ProviderResult.NotFound(what),
        _ => null,
    };
}

using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Connectors.Providers.Remote.Catalogue;

namespace Connectors.Providers.Remote.Namespaces;

/// <summary>Namespaces, passed on to the provider. Thread-safe.</summary>
internal sealed class RemoteNamespaces(ProviderAccess access, RemoteCatalogue catalogue, string defaultNamespace) : INamespaceStore
{
    /// <summary>All of them; labels and annotations are absent where the provider does not tell them.</summary>
    public async ValueTask<IReadOnlyList<FunctionNamespace>> ListAsync(CancellationToken cancellationToken)
    {
        if (await access.ReadAsync("system/namespaces", OpenFaasJson.Default.IReadOnlyListString, cancellationToken) is not { Count: > 0 } names)
            return [new FunctionNamespace { Name = defaultNamespace }];
        var all = new List<FunctionNamespace>(names.Count);
        foreach (var name in names.Order(StringComparer.Ordinal))
            all.Add(await ReadAsync(name, cancellationToken));
        return all;
    }

    public Task<ProviderResult> WriteAsync(FunctionNamespace @namespace, WriteMode mode, CancellationToken cancellationToken)
    {
        if (DnsLabel.Fault("namespace", @namespace.Name) is { } fault)
            return Task.FromResult(ProviderResult.Refused(fault));
        return mode == WriteMode.Create
            ? SendAsync(HttpMethod.Post, "system/namespace/", @namespace, cancellationToken)
            : SendAsync(HttpMethod.Put, Route(@namespace.Name), @namespace, cancellationToken);
    }

    public async Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken)
    {
        var result = await SendAsync(HttpMethod.Delete, Route(@namespace), new FunctionNamespace { Name = @namespace }, cancellationToken);
        if (result.Outcome == ProviderOutcome.Accepted)
            catalogue.Forget(@namespace);
        return result;
    }

    private async Task<FunctionNamespace> ReadAsync(string name, CancellationToken cancellationToken) =>
        await access.ReadAsync(Route(name), OpenFaasJson.Default.FunctionNamespace, cancellationToken) ?? new FunctionNamespace { Name = name };

    private Task<ProviderResult> SendAsync(HttpMethod method, string route, FunctionNamespace body, CancellationToken cancellationToken) =>
        access.ChangeAsync(method, route, body, OpenFaasJson.Default.FunctionNamespace, $"namespace {body.Name}", cancellationToken);

    private static string Route(string name) => $"system/namespace/{Uri.EscapeDataString(name)}";
}

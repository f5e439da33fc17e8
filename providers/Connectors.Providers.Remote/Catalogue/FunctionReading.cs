using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>Reads functions, and where they answer, from the provider. Thread-safe.</summary>
internal sealed class FunctionReading(ProviderAccess access, bool direct, string defaultNamespace)
{
    private static readonly Dictionary<string, string> none = [];

    /// <summary>Everything there is.</summary>
    public async Task<IReadOnlyList<RemoteFunction>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<RemoteFunction>();
        foreach (var space in await NamespacesAsync(cancellationToken))
        {
            using var list = await access.ReadAsync($"system/functions?namespace={Uri.EscapeDataString(space)}", RemoteJson.Default.JsonDocument, cancellationToken);
            if (list is not null)
                Add(list.RootElement, space, all);
        }
        return direct ? await WithEndpointsAsync(all, cancellationToken) : all;
    }

    /// <summary>One function; null when there is none of that name.</summary>
    public async Task<RemoteFunction?> OneAsync(FunctionName function, CancellationToken cancellationToken)
    {
        using var status = await access.ReadAsync(RouteOf(function), RemoteJson.Default.JsonDocument, cancellationToken);
        if (status is null)
            return null;
        var found = Read(status.RootElement, function.Namespace);
        return direct ? (await WithEndpointsAsync([found], cancellationToken))[0] : found;
    }

    /// <summary>The route of a function's status.</summary>
    public static string RouteOf(FunctionName function) =>
        $"system/function/{Uri.EscapeDataString(function.Name)}?namespace={Uri.EscapeDataString(function.Namespace)}";

    // Older providers know one namespace, and no route that tells so.
    private async Task<IReadOnlyList<string>> NamespacesAsync(CancellationToken cancellationToken) =>
        await access.ReadAsync("system/namespaces", OpenFaasJson.Default.IReadOnlyListString, cancellationToken) is { Count: > 0 } all ? all : [defaultNamespace];

    private void Add(JsonElement list, string space, List<RemoteFunction> all)
    {
        // Go writes an empty list as null.
        if (list.ValueKind == JsonValueKind.Null)
            return;
        if (list.ValueKind != JsonValueKind.Array)
            throw new ProviderUnavailableException($"{access.Name} answered /system/functions with {list.ValueKind} where a list was expected; is it a faas-provider?");
        foreach (var element in list.EnumerateArray())
            all.Add(Read(element, space));
    }

    private RemoteFunction Read(JsonElement element, string space)
    {
        var status = StatusOf(element);
        if (string.IsNullOrEmpty(status.Namespace))
            status = status with { Namespace = space };
        // Go writes maps without entries as null; some providers tell no readiness in their lists.
        status = status with { Labels = status.Labels ?? none, Annotations = status.Annotations ?? none };
        if (!element.TryGetProperty("availableReplicas", out _))
            status = status with { AvailableReplicas = status.Replicas };
        return new RemoteFunction(status, ThroughProvider(status));
    }

    private FunctionStatus StatusOf(JsonElement element)
    {
        try
        {
            return element.Deserialize(OpenFaasJson.Default.FunctionStatus) is { Name.Length: > 0 } status
                ? status
                : throw new ProviderUnavailableException($"{access.Name} tells a function without a name; is it a faas-provider?");
        }
        catch (JsonException unread)
        {
            throw new ProviderUnavailableException($"{access.Name} tells a function that cannot be read: {unread.Message}", unread);
        }
    }

    private FunctionEndpoints ThroughProvider(FunctionStatus status) => status.AvailableReplicas > 0
        ? new FunctionEndpoints([new Uri(access.Address, $"function/{status.FullName}/")], status.Replicas)
        : new FunctionEndpoints([], status.Replicas, status.Replicas == 0 ? null : $"{access.Name} tells that none of {status.Replicas} is ready");

    private async Task<IReadOnlyList<RemoteFunction>> WithEndpointsAsync(IReadOnlyList<RemoteFunction> functions, CancellationToken cancellationToken)
    {
        var told = await access.ReadAsync("system/endpoints", OpenFaasJson.Default.IReadOnlyListFunctionEndpointsContract, cancellationToken)
            ?? throw new ProviderUnavailableException($"{access.Name} does not tell where replicas answer, as remote.direct asks for; serve it by 'connectors provider', or leave remote.direct off");
        var byName = told.ToDictionary(one => new FunctionName(one.Name, one.Namespace));
        return
        [
            .. functions.Select(function => byName.TryGetValue(function.Status.FullName, out var its)
                ? function with { Endpoints = new FunctionEndpoints(its.Ready, its.Wanted, its.NotReadyReason) }
                : function with { Endpoints = new FunctionEndpoints([], function.Status.Replicas, $"{access.Name} does not tell where it answers") }),
        ];
    }
}

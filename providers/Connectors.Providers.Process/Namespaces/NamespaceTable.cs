using System.Collections.Concurrent;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Process.Deployments;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Namespaces;

/// <summary>The namespaces there are, and their records. Changed by one caller at a time, read by any.</summary>
internal sealed class NamespaceTable(DataLayout layout, DeploymentDefaults defaults, ILogger<NamespaceTable> logger) : INamespaceAdmission
{
    private readonly FunctionNamespace standing = Standing(defaults);

    private readonly ConcurrentDictionary<string, bool> leaving = new();
    private volatile SortedDictionary<string, FunctionNamespace> table = With([], Standing(defaults));

    public IReadOnlyCollection<FunctionNamespace> All => table.Values;

    public bool Contains(string name) => table.ContainsKey(name);

    /// <summary>Why nothing can be put into a namespace; null when it can. Ask while holding the recording gate.</summary>
    public ProviderResult? Refusal(string name)
    {
        if (DnsLabel.Fault("namespace", name) is { } fault)
            return ProviderResult.Refused(fault);
        if (leaving.ContainsKey(name))
            return ProviderResult.Refused($"namespace '{name}' is being removed");
        return Contains(name) ? null : ProviderResult.Refused($"there is no namespace '{name}'; create it first (POST /system/namespace/)");
    }

    /// <summary>Reads the records; a namespace that holds functions exists even when its record is lost.</summary>
    public void Load(IEnumerable<StoredFunction> functions)
    {
        DurableFile.SweepTemporaries(layout.Namespaces);
        var next = With([], standing);
        foreach (var path in RecordFiles.In(layout.Namespaces))
        {
            if (RecordFiles.Read(path, RecordJson.Default.FunctionNamespace, one => Fault(one, path), logger) is { } found)
                next[found.Name] = found;
        }
        foreach (var function in functions)
            next.TryAdd(function.Name.Namespace, new FunctionNamespace { Name = function.Name.Namespace });
        table = next;
    }

    public void Write(FunctionNamespace one)
    {
        DurableFile.Write(layout.Namespace(one.Name), JsonSerializer.SerializeToUtf8Bytes(one, RecordJson.Default.FunctionNamespace));
        table = With(table, one);
    }

    /// <summary>From now on nothing can be put into it.</summary>
    public void BeginLeaving(string name) => leaving.TryAdd(name, true);

    /// <summary>It stays after all.</summary>
    public void StopLeaving(string name) => leaving.TryRemove(name, out _);

    public void Delete(string name)
    {
        if (File.Exists(layout.Namespace(name)))
            DurableFile.Delete(layout.Namespace(name));
        var next = With(table, standing);
        next.Remove(name);
        table = next;
        leaving.TryRemove(name, out _);
    }

    // Marked as clients mark a namespace that holds functions.
    private static FunctionNamespace Standing(DeploymentDefaults defaults) =>
        new() { Name = defaults.Namespace, Annotations = new Dictionary<string, string> { ["openfaas"] = "1" } };

    private string? Fault(FunctionNamespace one, string path) =>
        DnsLabel.IsValid(one.Name) && layout.Namespace(one.Name) == path ? null : "it names another namespace than its path does";

    private static SortedDictionary<string, FunctionNamespace> With(SortedDictionary<string, FunctionNamespace> table, FunctionNamespace one)
    {
        var next = new SortedDictionary<string, FunctionNamespace>(table, StringComparer.Ordinal);
        next[one.Name] = one;
        return next;
    }
}

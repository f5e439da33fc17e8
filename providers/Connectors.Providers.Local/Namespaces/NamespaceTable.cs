using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Local.Namespaces;

/// <summary>The namespaces there are. Changed by one caller at a time, read by any.</summary>
/// <param name="standing">The name of the default one, which is always there.</param>
internal sealed class NamespaceTable(string standing) : INamespaceAdmission
{
    private readonly ConcurrentDictionary<string, bool> leaving = new();
    private volatile SortedDictionary<string, FunctionNamespace> table = With([], Standing(standing));

    public string Default => standing;

    public IReadOnlyCollection<FunctionNamespace> All => table.Values;

    public bool Contains(string name) => table.ContainsKey(name);

    public ProviderResult? Refusal(string name)
    {
        if (DnsLabel.Fault("namespace", name) is { } fault)
            return ProviderResult.Refused(fault);
        if (leaving.ContainsKey(name))
            return ProviderResult.Refused($"namespace '{name}' is being removed");
        return Contains(name) ? null : ProviderResult.Refused($"there is no namespace '{name}'; create it first (POST /system/namespace/)");
    }

    /// <summary>Begins with what is recorded; a namespace that holds functions exists even when its record is lost.</summary>
    public void Load(IEnumerable<FunctionNamespace> recorded, IEnumerable<StoredFunction> functions)
    {
        var next = With([], Standing(standing));
        foreach (var one in recorded)
            next[one.Name] = one;
        foreach (var function in functions)
            next.TryAdd(function.Name.Namespace, new FunctionNamespace { Name = function.Name.Namespace });
        table = next;
    }

    public void Put(FunctionNamespace one) => table = With(table, one);

    /// <summary>From now on nothing can be put into it.</summary>
    public void BeginLeaving(string name) => leaving.TryAdd(name, true);

    /// <summary>It stays after all.</summary>
    public void StopLeaving(string name) => leaving.TryRemove(name, out _);

    public void Remove(string name)
    {
        var next = With(table, Standing(standing));
        next.Remove(name);
        table = next;
        leaving.TryRemove(name, out _);
    }

    // Marked as clients mark a namespace that holds functions.
    private static FunctionNamespace Standing(string name) => new() { Name = name, Annotations = new Dictionary<string, string> { ["openfaas"] = "1" } };

    private static SortedDictionary<string, FunctionNamespace> With(SortedDictionary<string, FunctionNamespace> table, FunctionNamespace one) =>
        new(table, StringComparer.Ordinal) { [one.Name] = one };
}

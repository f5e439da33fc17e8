using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Process.Deployments;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Namespaces;

/// <summary>The records of namespaces, one file each.</summary>
internal sealed class NamespaceFiles(DataLayout layout, ILogger<NamespaceFiles> logger) : INamespaceRecords
{
    /// <summary>Everything that can be read; what cannot is moved aside and named in the log.</summary>
    public IReadOnlyList<FunctionNamespace> Load()
    {
        DurableFile.SweepTemporaries(layout.Namespaces);
        var found = new List<FunctionNamespace>();
        foreach (var path in RecordFiles.In(layout.Namespaces))
        {
            if (RecordFiles.Read(path, RecordJson.Default.FunctionNamespace, one => Fault(one, path), logger) is { } one)
                found.Add(one);
        }
        return found;
    }

    public Task<ProviderResult?> WriteAsync(FunctionNamespace one, CancellationToken cancellationToken)
    {
        DurableFile.Write(layout.Namespace(one.Name), JsonSerializer.SerializeToUtf8Bytes(one, RecordJson.Default.FunctionNamespace));
        return Task.FromResult<ProviderResult?>(null);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (File.Exists(layout.Namespace(name)))
            DurableFile.Delete(layout.Namespace(name));
        return Task.CompletedTask;
    }

    private string? Fault(FunctionNamespace one, string path) =>
        DnsLabel.IsValid(one.Name) && layout.Namespace(one.Name) == path ? null : "it names another namespace than its path does";
}

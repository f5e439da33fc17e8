using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Local.Durability;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Deployments;

/// <summary>The records of functions, one file each.</summary>
internal sealed class FunctionStore(DataLayout layout, ILogger<FunctionStore> logger) : IFunctionRecords
{
    public Task<ProviderResult?> WriteAsync(StoredFunction function, bool isNew, CancellationToken cancellationToken)
    {
        DurableFile.Write(layout.Function(function.Name), JsonSerializer.SerializeToUtf8Bytes(function, RecordJson.Default.StoredFunction));
        return Task.FromResult<ProviderResult?>(null);
    }

    public Task DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        DurableFile.Delete(layout.Function(function));
        return Task.CompletedTask;
    }

    /// <summary>Everything that can be read; what cannot is moved aside and named in the log.</summary>
    public IReadOnlyList<StoredFunction> Load()
    {
        var functions = new List<StoredFunction>();
        if (!Directory.Exists(layout.Functions))
            return functions;
        foreach (var directory in Directory.EnumerateDirectories(layout.Functions).Order(StringComparer.Ordinal))
        {
            DurableFile.SweepTemporaries(directory);
            foreach (var path in RecordFiles.In(directory))
            {
                if (Read(path) is { } function)
                    functions.Add(function);
            }
        }
        return functions;
    }

    private StoredFunction? Read(string path) =>
        RecordFiles.Read(path, RecordJson.Default.StoredFunction, function => function.Fault(name => layout.Function(name) == path), logger);
}

using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Deployments;

/// <summary>The records of functions, one file each.</summary>
internal sealed class FunctionStore(DataLayout layout, ILogger<FunctionStore> logger)
{
    public void Write(StoredFunction function) =>
        DurableFile.Write(layout.Function(function.Name), JsonSerializer.SerializeToUtf8Bytes(function, RecordJson.Default.StoredFunction));

    public void Delete(FunctionName function) => DurableFile.Delete(layout.Function(function));

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
        RecordFiles.Read(path, RecordJson.Default.StoredFunction, function => Fault(function, path), logger);

    private string? Fault(StoredFunction function, string path)
    {
        if (function.Format is < 1 or > StoredFunction.CurrentFormat)
            return $"it has the form {function.Format}, and this release reads forms up to {StoredFunction.CurrentFormat}";
        if (function.Deployment is null || !FunctionName.TryCreate(function.Deployment.Service, function.Deployment.Namespace, out var name) || layout.Function(name) != path)
            return "it names another function than its path does";
        if (function.Replicas < 0)
            return "its number of replicas is negative";
        return DeploymentValidation.Faults(function.Deployment) is [var fault, ..] ? fault : null;
    }
}

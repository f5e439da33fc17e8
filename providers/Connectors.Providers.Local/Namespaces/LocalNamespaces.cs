using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Secrets;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Local.Namespaces;

/// <summary>Namespaces, with all that goes when one goes.</summary>
internal sealed class LocalNamespaces(
    NamespaceTable table,
    INamespaceRecords records,
    FunctionRegistry registry,
    IFunctionDeployment deployments,
    SecretFiles secrets,
    RecordingGate gate,
    ILogger<LocalNamespaces> logger) : INamespaceStore
{
    public ValueTask<IReadOnlyList<FunctionNamespace>> ListAsync(CancellationToken cancellationToken) => new([.. table.All]);

    public async Task<ProviderResult> WriteAsync(FunctionNamespace @namespace, WriteMode mode, CancellationToken cancellationToken)
    {
        if (DnsLabel.Fault("namespace", @namespace.Name) is { } fault)
            return ProviderResult.Refused(fault);
        using var turn = await gate.EnterAsync(cancellationToken);
        switch (mode, table.Contains(@namespace.Name))
        {
            case (WriteMode.Create, true):
                return ProviderResult.AlreadyExists($"namespace '{@namespace.Name}'");
            case (WriteMode.Update, false):
                return ProviderResult.NotFound($"namespace '{@namespace.Name}'");
        }
        if (await records.WriteAsync(@namespace, cancellationToken) is { } impossible)
            return impossible;
        table.Put(@namespace);
        registry.Changes.Notify();
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (@namespace == table.Default)
            return ProviderResult.Refused($"namespace '{@namespace}' is the default one and always there");
        using (await gate.EnterAsync(cancellationToken))
        {
            if (!table.Contains(@namespace))
                return ProviderResult.NotFound($"namespace '{@namespace}'");
            table.BeginLeaving(@namespace);
        }
        try
        {
            foreach (var function in registry.All)
            {
                if (function.Name.Namespace == @namespace)
                    await deployments.DeleteAsync(function.Name, cancellationToken);
            }
            using var turn = await gate.EnterAsync(cancellationToken);
            secrets.DeleteAll(@namespace);
            await records.DeleteAsync(@namespace, cancellationToken);
            table.Remove(@namespace);
        }
        catch
        {
            table.StopLeaving(@namespace);
            throw;
        }
        Log.NamespaceRemoved(logger, @namespace);
        registry.Changes.Notify();
        return ProviderResult.Accepted;
    }
}

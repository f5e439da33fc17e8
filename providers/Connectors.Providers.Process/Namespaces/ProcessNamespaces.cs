using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Process.Deployments;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process.Namespaces;

/// <summary>Namespaces, with all that goes when one goes.</summary>
internal sealed class ProcessNamespaces(
    DeploymentDefaults defaults,
    NamespaceTable table,
    FunctionRegistry registry,
    IFunctionDeployment deployments,
    SecretFiles secrets,
    RecordingGate gate,
    ILogger<ProcessNamespaces> logger) : INamespaceStore
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
        table.Write(@namespace);
        registry.Changes.Notify();
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> DeleteAsync(string @namespace, CancellationToken cancellationToken)
    {
        if (@namespace == defaults.Namespace)
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
            table.Delete(@namespace);
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

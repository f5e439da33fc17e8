using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Namespaces;

namespace Connectors.Providers.Local.Secrets;

/// <summary>Secrets, and their way into the files of the functions that use them.</summary>
internal sealed class LocalSecrets(SecretFiles files, INamespaceAdmission namespaces, FunctionRegistry registry, RecordingGate gate) : ISecretStore
{
    private const int LongestValue = 1024 * 1024;

    public ValueTask<IReadOnlyList<string>> ListAsync(string @namespace, CancellationToken cancellationToken) =>
        new(DnsLabel.IsValid(@namespace) ? files.Names(@namespace) : []);

    public async Task<ProviderResult> WriteAsync(FunctionSecret secret, WriteMode mode, CancellationToken cancellationToken)
    {
        if (SecretName.Fault(secret.Name) is { } fault)
            return ProviderResult.Refused(fault);
        if (secret.Value.Length > LongestValue)
            return ProviderResult.Refused($"secret '{secret.Name}' has {secret.Value.Length} bytes; a secret holds at most {LongestValue}");
        using var turn = await gate.EnterAsync(cancellationToken);
        if (namespaces.Refusal(secret.Namespace) is { } refusal)
            return refusal;
        switch (mode, files.Exists(secret.Namespace, secret.Name))
        {
            case (WriteMode.Create, true):
                return ProviderResult.AlreadyExists(Named(secret.Name, secret.Namespace));
            case (WriteMode.Update, false):
                return ProviderResult.NotFound(Named(secret.Name, secret.Namespace));
        }
        files.Write(secret.Namespace, secret.Name, secret.Value.Span);
        Refresh(secret.Name, secret.Namespace);
        return ProviderResult.Accepted;
    }

    public async Task<ProviderResult> DeleteAsync(string name, string @namespace, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        if (!SecretName.IsValid(name) || !DnsLabel.IsValid(@namespace) || !files.Exists(@namespace, name))
            return ProviderResult.NotFound(Named(name, @namespace));
        files.Delete(@namespace, name);
        Refresh(name, @namespace);
        return ProviderResult.Accepted;
    }

    private void Refresh(string name, string @namespace)
    {
        foreach (var function in registry.All)
        {
            if (function.Name.Namespace != @namespace)
                continue;
            foreach (var replica in function.Replicas)
                replica.RefreshSecret(name);
        }
    }

    private static string Named(string name, string @namespace) => $"secret '{name}' in namespace '{@namespace}'";
}

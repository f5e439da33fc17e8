using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;

namespace Connectors.Providers.Remote.Secrets;

/// <summary>Secrets, passed on to the provider, which keeps them. Thread-safe.</summary>
internal sealed class RemoteSecrets(ProviderAccess access) : ISecretStore
{
    public async ValueTask<IReadOnlyList<string>> ListAsync(string @namespace, CancellationToken cancellationToken)
    {
        var all = await access.ReadAsync(Route(@namespace), OpenFaasJson.Default.IReadOnlyListSecretContract, cancellationToken) ?? [];
        return [.. all.Select(secret => secret.Name).Order(StringComparer.Ordinal)];
    }

    public Task<ProviderResult> WriteAsync(FunctionSecret secret, WriteMode mode, CancellationToken cancellationToken)
    {
        if ((SecretName.Fault(secret.Name) ?? DnsLabel.Fault("namespace", secret.Namespace)) is { } fault)
            return Task.FromResult(ProviderResult.Refused(fault));
        var contract = new SecretContract { Name = secret.Name, Namespace = secret.Namespace, RawValue = secret.Value.ToArray() };
        return SendAsync(mode == WriteMode.Create ? HttpMethod.Post : HttpMethod.Put, contract, cancellationToken);
    }

    public Task<ProviderResult> DeleteAsync(string name, string @namespace, CancellationToken cancellationToken) =>
        SecretName.Fault(name) is null
            ? SendAsync(HttpMethod.Delete, new SecretContract { Name = name, Namespace = @namespace }, cancellationToken)
            : Task.FromResult(ProviderResult.NotFound($"secret {name}"));

    private Task<ProviderResult> SendAsync(HttpMethod method, SecretContract secret, CancellationToken cancellationToken) =>
        access.ChangeAsync(method, Route(secret.Namespace!), secret, OpenFaasJson.Default.SecretContract, $"secret {secret.Name}", cancellationToken);

    private static string Route(string @namespace) => $"system/secrets?namespace={Uri.EscapeDataString(@namespace)}";
}

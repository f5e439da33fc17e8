using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Audit;
using Connectors.Gateway.Functions;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Secrets;

/// <summary><c>/system/secrets</c>, for any provider. Values go in and never come out.</summary>
internal sealed class SecretEndpoints(ISecretStore secrets, GatewaySettings settings)
{
    public async Task List(HttpContext context)
    {
        var space = NamedFunction.NamespaceOf(context, settings);
        if (DnsLabel.Fault("namespace", space) is { } fault)
        {
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
            return;
        }
        var names = await secrets.ListAsync(space, context.RequestAborted);
        IReadOnlyList<SecretContract> items = [.. names.Select(name => new SecretContract { Name = name, Namespace = space })];
        await JsonAnswer.Write(context, items, OpenFaasJson.Default.IReadOnlyListSecretContract);
    }

    public Task Create(HttpContext context) => Write(context, WriteMode.Create);

    public Task Update(HttpContext context) => Write(context, WriteMode.Update);

    public async Task Delete(HttpContext context)
    {
        if (await Read(context) is { } secret)
            await ProviderAnswer.Write(context, await secrets.DeleteAsync(secret.Name, secret.Namespace!, context.RequestAborted));
    }

    private async Task Write(HttpContext context, WriteMode mode)
    {
        if (await Read(context) is not { } secret)
            return;
        // An empty one may be meant; one that is not there is a slip.
        if (secret is { Value: null, RawValue: null })
        {
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, $"secret {secret.Name} has no value; send it as value, or in base64 as rawValue");
            return;
        }
        var value = secret.RawValue is { Length: > 0 } raw ? raw : Encoding.UTF8.GetBytes(secret.Value ?? "");
        await ProviderAnswer.Write(context, await secrets.WriteAsync(new FunctionSecret(secret.Name, secret.Namespace!, value), mode, context.RequestAborted));
    }

    private async Task<SecretContract?> Read(HttpContext context)
    {
        if (await JsonAnswer.Read(context, OpenFaasJson.Default.SecretContract) is not { } secret)
            return null;
        secret = secret with { Namespace = NamedFunction.NamespaceOf(context, settings, secret.Namespace) };
        AuditTarget.Tell(context, secret.Namespace, secret.Name);
        if ((SecretName.Fault(secret.Name) ?? DnsLabel.Fault("namespace", secret.Namespace)) is not { } fault)
            return secret;
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        return null;
    }
}

using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Audit;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Namespaces;

/// <summary><c>/system/namespaces</c> and <c>/system/namespace/{name}</c>, for any provider.</summary>
internal sealed class NamespaceEndpoints(INamespaceStore namespaces)
{
    public async Task List(HttpContext context)
    {
        var all = await namespaces.ListAsync(context.RequestAborted);
        IReadOnlyList<string> names = [.. all.Select(space => space.Name)];
        await JsonAnswer.Write(context, names, OpenFaasJson.Default.IReadOnlyListString);
    }

    public async Task Get(HttpContext context)
    {
        var name = NameInPath(context);
        var all = await namespaces.ListAsync(context.RequestAborted);
        if (all.FirstOrDefault(space => space.Name == name) is { } found)
            await JsonAnswer.Write(context, found, OpenFaasJson.Default.FunctionNamespace);
        else
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"namespace {name} not found");
    }

    public Task Create(HttpContext context) => Write(context, WriteMode.Create);

    public Task Update(HttpContext context) => Write(context, WriteMode.Update);

    /// <summary>The name in the path says it all; older clients send a body too, which is not read.</summary>
    public async Task Delete(HttpContext context)
    {
        var name = NameInPath(context);
        AuditTarget.Tell(context, name, null);
        if (DnsLabel.Fault("namespace", name) is { } fault)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        else
            await ProviderAnswer.Write(context, await namespaces.DeleteAsync(name!, context.RequestAborted));
    }

    private async Task Write(HttpContext context, WriteMode mode)
    {
        if (await JsonAnswer.Read(context, OpenFaasJson.Default.FunctionNamespace) is not { } space)
            return;
        if (NameInPath(context) is { } name)
            space = space with { Name = name };
        AuditTarget.Tell(context, space.Name, null);
        if (DnsLabel.Fault("namespace", space.Name) is { } fault)
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        else
            await ProviderAnswer.Write(context, await namespaces.WriteAsync(space, mode, context.RequestAborted));
    }

    private static string? NameInPath(HttpContext context) => context.Request.RouteValues["name"] as string;
}

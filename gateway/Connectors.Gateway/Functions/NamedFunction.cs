using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Functions;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Audit;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Functions;

/// <summary>Reads which function or namespace a call of the REST API means: body before query before default.</summary>
internal static class NamedFunction
{
    /// <summary>The namespace a call names, in the body or the query.</summary>
    public static string NamespaceOf(HttpContext context, GatewaySettings settings, string? inBody = null)
    {
        if (!string.IsNullOrEmpty(inBody))
            return inBody;
        var inQuery = context.Request.Query["namespace"].ToString();
        return inQuery.Length > 0 ? inQuery : settings.FunctionNamespace;
    }

    /// <summary>A bare name with the call's namespace, or <c>name.namespace</c>; false, with a sentence, when it is no name.</summary>
    public static bool TryRead(
        HttpContext context, GatewaySettings settings, string? name, string? inBody, out FunctionName function, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        var space = NamespaceOf(context, settings, inBody);
        if (name?.Contains('.') == true ? FunctionName.TryParse(name, out function) : FunctionName.TryCreate(name, space, out function))
        {
            AuditTarget.Tell(context, function.Namespace, function.Name);
            return true;
        }
        fault = DnsLabel.Fault("function name", name) ?? DnsLabel.Fault("namespace", space) ?? $"'{name}' names no function";
        return false;
    }

    /// <summary>The same for a name that stands in the path; answers 400 itself when it is none.</summary>
    public static async ValueTask<FunctionName?> ReadAsync(HttpContext context, GatewaySettings settings, string? inBody = null)
    {
        if (TryRead(context, settings, context.Request.RouteValues["name"] as string, inBody, out var function, out var fault))
            return function;
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        return null;
    }
}

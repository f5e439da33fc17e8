using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Functions;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations.Grpc;

/// <summary>Tells calls of gRPC, which need HTTP/2 all the way and cannot put a prefix before their path.</summary>
internal static class GrpcCall
{
    private const string FunctionHeader = "x-function";
    private const string ContentType = "application/grpc";

    /// <summary>True for gRPC proper; gRPC-Web is HTTP like any other.</summary>
    public static bool Is(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol)
        && request.ContentType is { } type && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    /// <summary>
    /// Which function is meant: <c>x-function</c> among the metadata, or the authority the client was given, without its port.
    /// False, with a sentence, when neither can be a function's name.
    /// </summary>
    public static bool TryName(HttpRequest request, string defaultNamespace, out FunctionName function, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        var named = request.Headers[FunctionHeader].ToString();
        if (FunctionName.TryParse(named.Length > 0 ? named : request.Host.Host, out function, defaultNamespace))
            return true;
        fault = named.Length > 0
            ? $"metadata {FunctionHeader} names no function: write name or name.namespace"
            : $"no function is named: send metadata {FunctionHeader}: name.namespace, or make that the authority";
        return false;
    }
}

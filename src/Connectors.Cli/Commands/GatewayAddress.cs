using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Cli.Commands;

/// <summary>The URL of a gateway as users write it.</summary>
internal static class GatewayAddress
{
    /// <summary>Where a gateway listens when nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:8080";

    /// <summary>Reads it, with or without a slash at its end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? gateway) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out gateway) && gateway.Scheme is "http" or "https" && gateway.UserInfo.Length == 0;

    /// <summary>What is wrong with a text that is none.</summary>
    public static string Fault(string text)
    {
        var shown = MaskedAddress.Of(text);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
            return $"'{shown}' holds credentials, which would show up in messages; leave them out, they are read from files";
        return PortText.Fault(text) is { } port ? $"'{shown}' {port}" : $"'{shown}' is not a URL; write for example {Default}";
    }
}

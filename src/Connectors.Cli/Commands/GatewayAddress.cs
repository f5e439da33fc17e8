using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Units;

namespace Connectors.Cli.Commands;

/// <summary>The URL of a gateway as users write it.</summary>
internal static class GatewayAddress
{
    /// <summary>Where a gateway listens when nothing else is said.</summary>
    public const string Default = "http://127.0.0.1:8080";

    /// <summary>Reads it, with or without a slash at its end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? gateway) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out gateway) && gateway.Scheme is "http" or "https";

    /// <summary>What is wrong with a text that is none.</summary>
    public static string Fault(string text) => PortText.Fault(text) is { } port ? $"'{text}' {port}" : $"'{text}' is not a URL; write for example {Default}";
}

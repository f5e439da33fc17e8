using System.Text.RegularExpressions;
using Connectors.Core.Functions;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>What Kubernetes takes as keys of labels and annotations, and as values of labels; OpenFaaS' functions may have more.</summary>
internal static partial class KubernetesNames
{
    public static bool IsKey(string text)
    {
        var slash = text.IndexOf('/');
        return Name().IsMatch(text[(slash + 1)..]) && (slash < 0 || (slash <= 253 && Prefix().IsMatch(text[..slash])));
    }

    public static bool IsLabelValue(string text) => text.Length == 0 || Name().IsMatch(text);

    /// <summary>What keeps a name that is right for a function from being a Service's; null when nothing does.</summary>
    public static string? ServiceFault(string? function) => function?.Length > 0 && char.IsAsciiDigit(function[0])
        ? $"function name '{ShownText.Of(function)}' begins with a digit, and on Kubernetes a function is a Service too, whose name begins with a letter; begin it with one"
        : null;

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}

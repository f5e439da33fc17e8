using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Connectors.Providers.Faasd.Registries.Access;

/// <summary>How a registry wants its callers to show who they are.</summary>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBearer => string.Equals(Scheme, "Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => string.Equals(Scheme, "Basic", StringComparison.OrdinalIgnoreCase);

    /// <summary>The one to answer: a token rather than a password; null when there is none that we understand.</summary>
    public static Challenge? Of(HttpResponseHeaders headers)
    {
        var all = headers.WwwAuthenticate.Select(value => new Challenge(value.Scheme, Read(value.Parameter ?? ""))).ToList();
        return all.Find(challenge => challenge.IsBearer) ?? all.Find(challenge => challenge.IsBasic);
    }

    private static Dictionary<string, string> Read(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in Parameter().EnumerateMatches(text))
        {
            var pair = text.AsSpan(match.Index, match.Length);
            var equals = pair.IndexOf('=');
            var value = pair[(equals + 1)..].Trim();
            var plain = value is ['"', .., '"'] ? value[1..^1].ToString().Replace("\\", "", StringComparison.Ordinal) : value.ToString();
            parameters.TryAdd(pair[..equals].Trim().ToString(), plain);
        }
        return parameters;
    }

    [GeneratedRegex("""[A-Za-z_]+[ ]*=[ ]*(?:"(?:[^"\\]|\\.)*"|[^",\s]+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}

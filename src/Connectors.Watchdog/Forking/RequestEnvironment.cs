using System.Globalization;
using System.Text;
using Connectors.Watchdog.Processes;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Forking;

/// <summary>
/// The environment of a run: the function's own, and the request as <c>Http_…</c> variables, of which a header gives the first value.
/// Names that the watchdog itself sets cannot be set by a header, nor the one that some programs take for their proxy. Header values are passed byte by byte. Thread-safe.
/// </summary>
internal sealed class RequestEnvironment
{
    private const string Prefix = "Http_";
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "Http_Method", "Http_Query", "Http_Path", "Http_Host", "Http_ContentLength", "Http_Content_Length", "Http_Transfer_Encoding",

        // Programs that look for http_proxy whatever its case would send their own calls wherever a caller says.
        "Http_Proxy",
    };

    private readonly StringBlock fixedPart = new();
    private readonly List<KeyValuePair<string, string>> replaceable = [];

    private readonly bool withRequest;

    /// <param name="own">The function's own variables.</param>
    /// <param name="withRequest">Whether the request is told at all.</param>
    public RequestEnvironment(IReadOnlyDictionary<string, string> own, bool withRequest = true)
    {
        this.withRequest = withRequest;
        foreach (var variable in own)
        {
            if (variable.Key.StartsWith(Prefix, StringComparison.Ordinal))
                replaceable.Add(variable);
            else
                fixedPart.Add(variable.Key, variable.Value, Encoding.UTF8);
        }
    }

    /// <summary>The whole environment for one request.</summary>
    public StringBlock For(HttpRequest request)
    {
        var block = new StringBlock(fixedPart);
        var names = new HashSet<string>(StringComparer.Ordinal);
        void Set(string name, string value, Encoding encoding)
        {
            if (names.Add(name))
                block.Add(name, value, encoding);
        }

        if (withRequest)
        {
            AddRequest(request, Set);
            foreach (var (name, values) in request.Headers)
            {
                var variable = VariableName(name);
                if (!Reserved.Contains(variable))
                    Set(variable, values.Count > 0 ? values[0] ?? "" : "", Encoding.Latin1);
            }
        }
        foreach (var (name, value) in replaceable)
            Set(name, value, Encoding.UTF8);
        return block;
    }

    /// <summary><c>x-call-id</c> becomes <c>Http_X_Call_Id</c>.</summary>
    internal static string VariableName(string header) => string.Create(Prefix.Length + header.Length, header, static (name, header) =>
    {
        Prefix.CopyTo(name);
        var startsWord = true;
        for (var at = 0; at < header.Length; at++)
        {
            var letter = header[at];
            name[Prefix.Length + at] = letter is '-' ? '_' : startsWord ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter);
            startsWord = letter is '-';
        }
    });

    /// <summary><c>x-call-id</c> becomes <c>X-Call-Id</c>.</summary>
    internal static string CanonicalName(string header) => VariableName(header)[Prefix.Length..].Replace('_', '-');

    private static void AddRequest(HttpRequest request, Action<string, string, Encoding> set)
    {
        var encodings = request.Headers.TransferEncoding;
        var length = encodings.Count > 0 ? -1 : request.ContentLength ?? 0;
        set("Http_Method", request.Method, Encoding.UTF8);
        set("Http_ContentLength", length.ToString(CultureInfo.InvariantCulture), Encoding.UTF8);
        set("Http_Content_Length", length.ToString(CultureInfo.InvariantCulture), Encoding.UTF8);
        if (encodings.Count > 0)
            set("Http_Transfer_Encoding", encodings[0] ?? "", Encoding.Latin1);
        if (request.QueryString.HasValue)
            set("Http_Query", request.QueryString.Value![1..], Encoding.UTF8);

        // The server decodes everything in a path but the slash.
        set("Http_Path", request.Path.Value!.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), Encoding.UTF8);
        if (request.Host.HasValue)
            set("Http_Host", request.Host.Value, Encoding.UTF8);
    }
}

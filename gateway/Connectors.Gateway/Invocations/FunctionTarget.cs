using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Gateway.Invocations;

/// <summary>What a request names: a function, and the path and query for it exactly as they were sent.</summary>
/// <param name="Text">The name as sent.</param>
/// <param name="Rest">What follows it: empty, or from <c>/</c> or <c>?</c> on, still encoded.</param>
internal readonly record struct FunctionTarget(string Text, string Rest)
{
    // No blanks, no control characters, nothing beyond ASCII, and no fragment: what a request line may hold.
    private static readonly System.Buffers.SearchValues<char> sendable = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x5e).Select(code => (char)code).Where(letter => letter != '#')]);

    /// <summary>
    /// Reads the raw request target behind a prefix such as <c>/function/</c>. False when the target was spelled so that its raw and
    /// its normalised form name different things (dot segments, an encoded prefix), or holds what no request may.
    /// </summary>
    public static bool TryRead(HttpContext context, string prefix, out FunctionTarget target)
    {
        target = default;
        var raw = PathOf(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "");
        if (!raw.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = raw[prefix.Length..];
        if (rest.AsSpan().ContainsAnyExcept(sendable))
            return false;
        var end = rest.IndexOfAny(['/', '?']);
        target = end < 0 ? new(rest, "") : new(rest[..end], rest[end..]);
        return NameIn(context.Request.Path.Value, prefix).SequenceEqual(target.Text);
    }

    /// <summary>The function's full name; false, with a sentence, when the text cannot be one.</summary>
    public bool TryName(string defaultNamespace, out FunctionName function, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (FunctionName.TryParse(Text, out function, defaultNamespace))
            return true;
        var dot = Text.LastIndexOf('.');
        fault = DnsLabel.Fault("function name", dot < 0 ? Text : Text[..dot])
            ?? DnsLabel.Fault("namespace", Text[(dot + 1)..])
            ?? "no function is named";
        return false;
    }

    // The path's name as routing understands it.
    private static ReadOnlySpan<char> NameIn(string? path, string prefix)
    {
        if (path is null || !path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return [];
        var name = path.AsSpan(prefix.Length);
        var end = name.IndexOf('/');
        return end < 0 ? name : name[..end];
    }

    // A target may be absolute: http://host/path.
    private static string PathOf(string raw)
    {
        if (raw.StartsWith('/'))
            return raw;
        var authority = raw.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : raw.IndexOf('/', authority + 3);
        return path < 0 ? "" : raw[path..];
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Connectors.Providers.Faasd.References;

/// <summary>The name of an image as container engines read it: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>.</summary>
internal sealed partial record ImageReference
{
    /// <summary>The registry that is meant when none is named.</summary>
    public const string DefaultRegistry = "docker.io";

    private const int LongestName = 255;

    private ImageReference(string registry, string repository, string? tag, ContentDigest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and, where named, port.</summary>
    public string Registry { get; }

    /// <summary>The path within the registry, e.g. <c>library/busybox</c>.</summary>
    public string Repository { get; }

    public string? Tag { get; }

    /// <summary>Wins over the tag.</summary>
    public ContentDigest? Digest { get; }

    /// <summary>What the registry is asked for.</summary>
    public string Selector => Digest?.ToString() ?? Tag!;

    /// <summary>False with a sentence for whoever wrote it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? fault)
    {
        reference = null;
        fault = null;
        var rest = text.Trim();
        ContentDigest? digest = null;
        if (rest.IndexOf('@') is var at and >= 0)
        {
            if (!ContentDigest.TryParse(rest[(at + 1)..], out digest))
                return Refuse(text, "what follows @ is no digest, which is sha256: and 64 hexadecimal digits in lower case", out fault);
            rest = rest[..at];
        }
        var tag = CutTag(ref rest);
        if (tag is not null && !TagPattern().IsMatch(tag))
            return Refuse(text, "a tag has 1 to 128 letters, digits, '_', '.' and '-', and begins with none of the last two", out fault);
        var (registry, repository) = Divide(rest);
        if (!RegistryPattern().IsMatch(registry))
            return Refuse(text, "what precedes the first '/' is no host with an optional port", out fault);
        if (!RepositoryPattern().IsMatch(repository) || registry.Length + repository.Length + 1 > LongestName)
            return Refuse(text, "a name has lower-case letters and digits, with '.', '_' and '-' between them, in parts joined by '/', at most 255 characters", out fault);
        reference = new ImageReference(registry, repository, tag ?? (digest is null ? "latest" : null), digest);
        return true;
    }

    /// <summary>The whole name, as image records bear it.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static string? CutTag(ref string rest)
    {
        var colon = rest.LastIndexOf(':');
        // A colon before a slash belongs to a port.
        if (colon < 0 || rest.IndexOf('/', colon) >= 0)
            return null;
        var tag = rest[(colon + 1)..];
        rest = rest[..colon];
        return tag;
    }

    private static (string Registry, string Repository) Divide(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name[..slash];
        var namesHost = first == "localhost" || first.AsSpan().ContainsAny(".:[") || first.Any(char.IsAsciiLetterUpper);
        var registry = namesHost ? first.ToLowerInvariant() : DefaultRegistry;
        var repository = namesHost ? name[(slash + 1)..] : name;
        if (registry is "index.docker.io" or "registry-1.docker.io")
            registry = DefaultRegistry;
        if (registry == DefaultRegistry && !repository.Contains('/'))
            repository = "library/" + repository;
        return (registry, repository);
    }

    private static bool Refuse(string text, string why, out string fault)
    {
        fault = $"'{ForeignText.Shown(text, LongestName)}' is not the name of an image: {why}";
        return false;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryPattern();
}

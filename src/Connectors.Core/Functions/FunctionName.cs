using System.Diagnostics.CodeAnalysis;

namespace Connectors.Core.Functions;

/// <summary>The full name of a function: its own name and its namespace, both valid DNS labels when made by the parsing methods.</summary>
/// <param name="Name">The bare name, e.g. <c>shout</c>.</param>
/// <param name="Namespace">The namespace, e.g. <c>openfaas-fn</c>.</param>
public readonly record struct FunctionName(string Name, string Namespace) : IComparable<FunctionName>
{
    /// <summary>The namespace that is meant when none is named.</summary>
    public const string DefaultNamespace = "openfaas-fn";

    /// <summary>
    /// Reads <c>name</c> or <c>name.namespace</c> as it stands in a path; the namespace is what follows the last dot.
    /// False when either part is not a DNS label.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out FunctionName name, string defaultNamespace = DefaultNamespace)
    {
        name = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var dot = text.LastIndexOf('.');
        if (dot < 0)
            return TryCreate(text, defaultNamespace, out name);
        // A name that ends in a dot names no namespace, not the default one.
        return dot < text.Length - 1 && TryCreate(text[..dot], text[(dot + 1)..], out name);
    }

    /// <summary>Joins a bare name and a namespace (null or empty: the default one); false when either is not a DNS label.</summary>
    public static bool TryCreate(string? name, string? @namespace, out FunctionName function)
    {
        var space = string.IsNullOrEmpty(@namespace) ? DefaultNamespace : @namespace;
        var valid = DnsLabel.IsValid(name) && DnsLabel.IsValid(space);
        function = valid ? new FunctionName(name!, space) : default;
        return valid;
    }

    /// <summary>Orders by namespace, then name, ordinally.</summary>
    public int CompareTo(FunctionName other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is not 0 and var order ? order : string.CompareOrdinal(Name, other.Name);

    /// <summary><c>name.namespace</c>, the form of metrics and log lines.</summary>
    public override string ToString() => $"{Name}.{Namespace}";

    /// <summary>Ordinal order.</summary>
    public static bool operator <(FunctionName left, FunctionName right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(FunctionName left, FunctionName right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(FunctionName left, FunctionName right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(FunctionName left, FunctionName right) => left.CompareTo(right) >= 0;
}

using System.Globalization;

namespace Connectors.Core.Functions;

/// <summary>The rule for the annotation <c>com.openfaas.limit.concurrency</c>: how many calls of a function may be under way at a time.</summary>
public static class ConcurrencyLimit
{
    /// <summary>The annotation's key.</summary>
    public const string Annotation = "com.openfaas.limit.concurrency";

    /// <summary>The limit that the annotations name; 0: none. False, with a sentence, when what they say is no number.</summary>
    public static bool TryRead(IReadOnlyDictionary<string, string>? annotations, out int limit, out string? fault)
    {
        (limit, fault) = (0, null);
        if (KnownAnnotations.Value(annotations, Annotation) is not { } text
            || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
            return true;
        fault = $"annotation {Annotation} '{ShownText.Of(text)}' is not a number of calls; write for example 10, or 0 for no limit";
        return false;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Connectors.Core.Invocations;

/// <summary>
/// A verdict as it travels on a gateway's own answer to a call of a function, beside <c>X-OpenFaaS-Internal: gateway</c>: a status such
/// as 502 does not tell whether the function was reached. Only a gateway writes it, and only when the function has not answered.
/// </summary>
public static class VerdictHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "X-Connectors-Verdict";

    /// <summary>The verdict in words: <c>unreachable</c>, <c>failed</c>, <c>unknown-function</c> or <c>answered</c>.</summary>
    public static string Text(InvokerVerdict verdict) => verdict switch
    {
        InvokerVerdict.Unreachable => "unreachable",
        InvokerVerdict.Failed => "failed",
        InvokerVerdict.UnknownFunction => "unknown-function",
        _ => "answered",
    };

    /// <summary>Reads what <see cref="Text"/> wrote; false for anything else and for <c>answered</c>, which no gateway says of itself.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InvokerVerdict verdict)
    {
        verdict = text switch
        {
            "unreachable" => InvokerVerdict.Unreachable,
            "failed" => InvokerVerdict.Failed,
            "unknown-function" => InvokerVerdict.UnknownFunction,
            _ => InvokerVerdict.Answered,
        };
        return verdict != InvokerVerdict.Answered;
    }
}

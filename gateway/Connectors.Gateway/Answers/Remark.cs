using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>
/// What the caller should hear although all was done as asked: a header beside the answer, which clients of OpenFaaS pass by. Call it before
/// the answer begins.
/// </summary>
internal static class Remark
{
    public const string Header = "X-Connectors-Remark";

    // It may quote what was sent, and a client takes no head of any length.
    private const int Longest = 2048;

    public static void Tell(HttpContext context, IReadOnlyCollection<string> sentences)
    {
        if (sentences.Count > 0)
            context.Response.Headers[Header] = Plain(string.Join("; ", sentences));
    }

    // A header holds visible ASCII alone.
    private static string Plain(string text)
    {
        var cut = text.Length <= Longest ? text : $"{text.AsSpan(0, Longest - 3)}...";
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        });
    }
}

using System.Text;

namespace Connectors.Gateway.Invocations;

/// <summary>The address of a call: a replica, and the path and query exactly as the caller encoded them.</summary>
internal static class FunctionUri
{
    private static readonly UriCreationOptions verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Joins them; characters that no request line may hold are percent-encoded.</summary>
    public static Uri Make(Uri replica, string pathAndQuery)
    {
        // The call of most functions.
        if (pathAndQuery is "" or "/" && replica.AbsolutePath is "/" && replica.Query.Length == 0)
            return replica;
        var rest = pathAndQuery.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !pathAndQuery.Contains('#') ? pathAndQuery : Encode(pathAndQuery);
        var address = replica.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(rest.StartsWith('/') ? address + rest : $"{address}/{rest}", verbatim);
    }

    private static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is >= (byte)'!' and <= (byte)'~' and not (byte)'#')
                encoded.Append((char)octet);
            else
                encoded.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}

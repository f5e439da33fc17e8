using System.Runtime.CompilerServices;
using System.Text;

namespace Connectors.Providers.FaasNetes.Logs;

/// <summary>Lines of a stream, one that never ends cut into pieces.</summary>
internal static class BoundedLines
{
    /// <summary>The longest piece, in characters.</summary>
    public const int Longest = 64 * 1024;

    public static async IAsyncEnumerable<(string Text, bool GoesOn)> ReadAsync(TextReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[8192];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            while (rest.Length > 0)
            {
                var end = rest.Span.IndexOf('\n');
                var piece = end < 0 ? rest : rest[..end];
                var taken = Math.Min(piece.Length, Longest - line.Length);
                line.Append(piece.Span[..taken]);
                rest = taken < piece.Length ? rest[taken..] : rest[(end < 0 ? piece.Length : end + 1)..];
                var isWhole = taken == piece.Length && end >= 0;
                if (!isWhole && line.Length < Longest)
                    continue;
                yield return (line.ToString(), !isWhole);
                line.Clear();
            }
        }
        if (line.Length > 0)
            yield return (line.ToString(), false);
    }
}

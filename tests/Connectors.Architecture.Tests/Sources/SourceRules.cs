namespace Connectors.Architecture.Tests.Sources;

/// <summary>What a file may not be or hold.</summary>
internal static class SourceRules
{
    public const int LongestFile = 300;

    // In two halves, so that this file does not find itself.
    private static readonly string[] Promises = ["TO" + "DO", "FIX" + "ME"];

    public static IEnumerable<string> LengthFaults(string path, string source)
    {
        var lines = source.AsSpan().Count('\n');
        if (lines > LongestFile)
            yield return $"{path} has {lines} lines, more than {LongestFile}. Divide it by what it does: one capability a file, usually under 60 lines.";
    }

    public static IEnumerable<string> PromiseFaults(string path, string source)
    {
        var lines = source.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var promise in Promises)
            {
                if (lines[i].Contains(promise, StringComparison.Ordinal))
                    yield return $"{path}:{i + 1} says {promise}. Do it now, or take it out and open an issue.";
            }
        }
    }
}

namespace Connectors.Cli.Settings;

/// <summary>Finds what a misspelled word was probably meant to be.</summary>
internal static class NearestKey
{
    /// <summary>The candidate that takes the fewest changed, missing or extra letters; null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        var normal = SettingKey.Normal(word);
        var (nearest, best) = ((string?)null, Math.Max(2, normal[(normal.LastIndexOf('.') + 1)..].Length / 3) + 1);
        foreach (var candidate in candidates)
        {
            var distance = Distance(normal, SettingKey.Normal(candidate));
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }

    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > 40 || from.Length > 200)
            return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(row[j - 1], above) + 1);
                diagonal = above;
            }
        }
        return row[^1];
    }
}

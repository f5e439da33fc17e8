using Connectors.Core.Units;

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
            var distance = EditDistance.Of(normal, SettingKey.Normal(candidate));
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }
}

using System.Text;

namespace Connectors.Cli.Settings;

/// <summary>How keys are spelled and compared: case, <c>-</c> and <c>_</c> make no difference.</summary>
internal static class SettingKey
{
    /// <summary>Equality of single names.</summary>
    public static StringComparer Comparer { get; } = new SameName();

    /// <summary>One spelling for all that are equal.</summary>
    public static string Normal(string key) =>
        key.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>A dotted key of which each part is normal.</summary>
    public static string Normal(IEnumerable<string> path) => string.Join('.', path.Select(Normal));

    /// <summary>The key of a property: <c>MaxInflight</c> is <c>max-inflight</c>.</summary>
    public static string Kebab(string propertyName)
    {
        var key = new StringBuilder();
        for (var i = 0; i < propertyName.Length; i++)
        {
            var begins = char.IsUpper(propertyName[i])
                && i > 0 && (!char.IsUpper(propertyName[i - 1]) || (i + 1 < propertyName.Length && char.IsLower(propertyName[i + 1])));
            if (begins)
                key.Append('-');
            key.Append(char.ToLowerInvariant(propertyName[i]));
        }
        return key.ToString();
    }

    /// <summary>The environment variable of a dotted key: <c>queue.ack-wait</c> is <c>CONNECTORS_QUEUE__ACK_WAIT</c>.</summary>
    public static string Variable(string key) =>
        EnvironmentSettings.Prefix + key.Replace(".", "__", StringComparison.Ordinal).Replace('-', '_').ToUpperInvariant();

    private sealed class SameName : StringComparer
    {
        public override int Compare(string? x, string? y) => string.CompareOrdinal(x is null ? null : Normal(x), y is null ? null : Normal(y));

        public override bool Equals(string? x, string? y) => Compare(x, y) == 0;

        public override int GetHashCode(string obj) => Ordinal.GetHashCode(Normal(obj));
    }
}

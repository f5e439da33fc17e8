namespace Connectors.Sdk.Topics.Patterns;

/// <summary>Section 4.7 of MQTT 5: <c>+</c> stands for one level, a closing <c>#</c> for the level it follows and everything below it.</summary>
internal sealed class MqttFilter : TopicPattern
{
    private const int MaxBytes = 65_535;
    private readonly string[] levels;

    private MqttFilter(string text) : base(text) => levels = text.Split('/');

    public override bool IsExact => false;

    /// <returns>What is wrong; null when nothing is. The pattern stays null for a plain name.</returns>
    public static string? TryParse(string text, out TopicPattern? pattern)
    {
        pattern = null;
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxBytes)
            return $"an MQTT filter has at most {MaxBytes} bytes";
        if (text.AsSpan().IndexOfAny('+', '#') < 0)
            return null;
        var filter = new MqttFilter(text);
        for (var i = 0; i < filter.levels.Length; i++)
        {
            var level = filter.levels[i];
            if (level.Length > 1 && level.AsSpan().IndexOfAny('+', '#') >= 0)
                return $"'{text}' is not an MQTT filter: '+' and '#' stand alone between slashes";
            if (level == "#" && i != filter.levels.Length - 1)
                return $"'{text}' is not an MQTT filter: '#' stands last";
        }
        pattern = filter;
        return null;
    }

    public override bool Matches(string topic)
    {
        // Topics of the broker's own are meant only by filters that name them.
        if (topic.StartsWith('$') && levels[0] is "+" or "#")
            return false;
        var rest = topic.AsSpan();
        var ended = false;
        foreach (var level in levels)
        {
            if (level == "#")
                return true;
            if (ended)
                return false;
            var slash = rest.IndexOf('/');
            var name = slash < 0 ? rest : rest[..slash];
            if (level != "+" && !name.SequenceEqual(level))
                return false;
            ended = slash < 0;
            rest = ended ? [] : rest[(slash + 1)..];
        }
        return ended;
    }
}

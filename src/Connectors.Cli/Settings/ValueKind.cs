using System.Globalization;
using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Cli.Settings;

/// <summary>A kind of single value: how it is called in the table of settings, an example of it, and how it is read (null: malformed).</summary>
internal sealed record ValueKind(string Name, string Example, Func<string, object?> Read)
{
    private static readonly Dictionary<Type, ValueKind> Known = new()
    {
        [typeof(string)] = new("text", "some text", static text => text),
        [typeof(bool)] = new("true or false", "one of true, false", ReadBool),
        [typeof(int)] = new("whole number", "10", static text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null),
        [typeof(long)] = new("whole number", "10", static text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null),
        [typeof(double)] = new("number", "0.5", static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null),
        [typeof(TimeSpan)] = new("duration", "90s, 1h30m or whole seconds", static text => GoDuration.TryParse(text, out var span) ? span : null),
        [typeof(ByteSize)] = new("size", "64MiB or 1500000", static text => ByteSize.TryParse(text, out var size) ? size : null),
        [typeof(Uri)] = new("URL", "http://127.0.0.1:8080/", static text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && !uri.IsFile ? uri : null),
    };

    /// <summary>The kind of a type, nullable or not; null when values of that type cannot be read.</summary>
    public static ValueKind? Of(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum ? OfEnum(bare) : Known.GetValueOrDefault(bare);
    }

    /// <summary>Why a text is refused, and what to write instead.</summary>
    public string Complaint(string text) => Name == "URL" && PortText.Fault(text) is { } port ? $"'{MaskedAddress.Of(text)}' {port}" :
        Example.StartsWith("one of ", StringComparison.Ordinal) ? $"'{text}' is not {Example}" : $"'{MaskedAddress.Of(text)}' is not a {Name}; write for example {Example}";

    /// <summary>How a value is written in a settings file; empty for null.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan span => GoDuration.Format(span),
        Enum choice => SettingKey.Kebab(choice.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static ValueKind OfEnum(Type type)
    {
        var choices = Enum.GetValues(type).Cast<object>().ToDictionary(choice => SettingKey.Kebab(choice.ToString()!), SettingKey.Comparer);
        var names = string.Join(", ", choices.Keys);
        return new ValueKind(names, $"one of {names}", text => choices.GetValueOrDefault(text));
    }

    private static object? ReadBool(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };
}

using System.Text;

namespace Connectors.Providers.Faasd.Installing;

/// <summary>The text of a unit of systemd, written so that no value can be taken for anything else.</summary>
internal sealed class SystemdUnit
{
    private readonly StringBuilder text = new();

    public SystemdUnit Section(string name)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append('[').Append(name).Append("]\n");
        return this;
    }

    public SystemdUnit Comment(string sentence)
    {
        text.Append("# ").Append(OneLine(sentence)).Append('\n');
        return this;
    }

    /// <param name="key">E.g. <c>Restart</c>.</param>
    /// <param name="value">As it is meant: what systemd would replace in it is kept from that.</param>
    public SystemdUnit Set(string key, string value)
    {
        text.Append(key).Append('=').Append(Percent(OneLine(value))).Append('\n');
        return this;
    }

    /// <summary>A command, each word by itself.</summary>
    public SystemdUnit Run(string key, string program, IEnumerable<string> arguments)
    {
        if (!Path.IsPathRooted(program))
            throw new ArgumentException($"'{ForeignText.Shown(program)}' must be an absolute path: systemd looks for programs nowhere else.", nameof(program));
        text.Append(key).Append('=').Append(Word(program)).Append(string.Concat(arguments.Select(argument => " " + Word(argument)))).Append('\n');
        return this;
    }

    public override string ToString() => text.ToString();

    private static string Word(string word)
    {
        var plain = Percent(OneLine(word)).Replace("$", "$$", StringComparison.Ordinal);
        return plain.Length > 0 && plain.All(letter => char.IsAsciiLetterOrDigit(letter) || "/-_.:=,@+%$".Contains(letter))
            ? plain
            : "\"" + plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    private static string Percent(string value) => value.Replace("%", "%%", StringComparison.Ordinal);

    private static string OneLine(string value) =>
        value.Any(char.IsControl) ? throw new ArgumentException($"'{ForeignText.Shown(value)}' cannot stand in a unit: it has line breaks or control characters.", nameof(value)) : value;
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Connectors.Providers.Local.Logs;

/// <summary>A line on the disk: <c>2026-01-31T08:15:30.1234567Z shout-1a2b3c4d what it said</c>.</summary>
internal static class LogLineFormat
{
    /// <summary>The longest piece of one line, in characters; a longer line becomes several.</summary>
    public const int MaxCharacters = 8 * 1024;

    private const int TimeLength = 28;

    public static void Write(IBufferWriter<byte> target, DateTimeOffset time, string instance, ReadOnlySpan<char> text)
    {
        Utf8Formatter.TryFormat(time.UtcDateTime, target.GetSpan(TimeLength), out var written, new StandardFormat('O'));
        target.Advance(written);
        target.Write(" "u8);
        Encoding.UTF8.GetBytes(instance, target);
        target.Write(" "u8);
        Encoding.UTF8.GetBytes(text, target);
        target.Write("\n"u8);
    }

    /// <summary>Reads a line without its end; false for what is none, such as a line that a power cut tore.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out StoredLine stored)
    {
        stored = default;
        if (line.Length <= TimeLength || line[TimeLength] != (byte)' '
            || !Utf8Parser.TryParse(line[..TimeLength], out DateTime time, out _, 'O'))
            return false;
        var rest = line[(TimeLength + 1)..];
        var blank = rest.IndexOf((byte)' ');
        if (blank < 1)
            return false;
        stored = new StoredLine(
            new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            Encoding.UTF8.GetString(rest[..blank]),
            Encoding.UTF8.GetString(rest[(blank + 1)..]));
        return true;
    }

    /// <summary>How much of a text makes the next piece; never cuts a character in two.</summary>
    public static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxCharacters)
            return text.Length;
        return char.IsHighSurrogate(text[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
    }
}

/// <summary>A line as it was read back.</summary>
internal readonly record struct StoredLine(DateTimeOffset Time, string Instance, string Text);

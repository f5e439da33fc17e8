using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Connectors.Cli.Logging;

/// <summary>
/// One line an entry: time, level, who, the call that it is about (of all scopes only that), what. Line breaks and all other control
/// characters become blanks, so that nobody's text can look like another entry or speak to a terminal; an exception follows in the same line.
/// </summary>
internal sealed class HubLine(TimeProvider time, HubLineColour colour) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "hub";

    private const string CallId = "CallId";

    // A larger one was given by nobody: the compiler makes a hash where the source names no number.
    private const int LargestGiven = 99_999;

    // Room for an exception with its stack, and none for a payload.
    private const int Longest = 16 << 10;

    private static readonly string[] Levels = ["trce", "dbug", "info", "warn", "fail", "crit", "none"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss ", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(colour.Paint(logEntry.LogLevel, Levels[(int)logEntry.LogLevel]));
        textWriter.Write($": {logEntry.Category}");
        if (logEntry.EventId.Id is > 0 and <= LargestGiven)
            textWriter.Write($"[{logEntry.EventId.Id}]");
        textWriter.Write(' ');
        if (CallOf(scopeProvider) is { } call)
            textWriter.Write($"call {OneLine(call)}: ");
        textWriter.Write(OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
            textWriter.Write(' ' + OneLine(exception.ToString()));
        textWriter.Write(Environment.NewLine);
    }

    private static string? CallOf(IExternalScopeProvider? scopes)
    {
        var found = new Found();
        scopes?.ForEachScope(
            static (scope, found) =>
            {
                if (scope is not IEnumerable<KeyValuePair<string, object?>> values)
                    return;
                foreach (var (name, value) in values)
                {
                    if (name == CallId)
                        found.Call = value?.ToString();
                }
            },
            found);
        return found.Call;
    }

    // CR and LF are one break.
    private static string OneLine(string text)
    {
        text = text.ReplaceLineEndings(" ");
        if (text.Length <= Longest && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;
        return string.Create(Math.Min(text.Length, Longest + 1), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = i == Longest ? '…' : char.IsControl(source[i]) ? ' ' : source[i];
        });
    }

    private sealed class Found
    {
        public string? Call { get; set; }
    }
}

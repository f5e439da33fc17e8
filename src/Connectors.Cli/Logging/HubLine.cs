using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Connectors.Cli.Logging;

/// <summary>
/// One line an entry: time, level, who, the call that it is about (of all scopes only that), what. Line breaks become blanks, so that
/// nobody's text can look like another entry; an exception follows in the same line.
/// </summary>
internal sealed class HubLine(TimeProvider time, HubLineColour colour) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "hub";

    private const string CallId = "CallId";

    private static readonly string[] Levels = ["trce", "dbug", "info", "warn", "fail", "crit", "none"];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss ", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(colour.Paint(logEntry.LogLevel, Levels[(int)logEntry.LogLevel]));
        textWriter.Write($": {logEntry.Category}[{logEntry.EventId.Id}] ");
        if (CallOf(scopeProvider) is { } call)
            textWriter.Write($"call {call}: ");
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

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private sealed class Found
    {
        public string? Call { get; set; }
    }
}

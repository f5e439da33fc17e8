namespace Connectors.Cli.Logging;

/// <summary>Colours the levels of entries for a terminal, and for nothing else.</summary>
internal sealed class HubLineColour(bool isTerminal)
{
    /// <summary>As standard error is, and <c>NO_COLOR</c> asks.</summary>
    public static HubLineColour OfStandardError() =>
        new(!Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public string Paint(LogLevel level, string text) => isTerminal ? $"\e[{Code(level)}m{text}\e[0m" : text;

    private static int Code(LogLevel level) => level switch
    {
        LogLevel.Information => 32,
        LogLevel.Warning => 33,
        LogLevel.Error or LogLevel.Critical => 31,
        _ => 90,
    };
}

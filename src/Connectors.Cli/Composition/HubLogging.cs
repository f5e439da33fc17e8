using Connectors.Cli.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Connectors.Cli.Composition;

/// <summary>One line an entry, on standard error, so that standard output is the banner's alone.</summary>
internal static class HubLogging
{
    public static void AddTo(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Quartz", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Error);
        logging.Services.AddSingleton(HubLineColour.OfStandardError());
        logging.AddConsole(console =>
        {
            console.FormatterName = HubLine.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddConsoleFormatter<HubLine, ConsoleFormatterOptions>();
    }
}

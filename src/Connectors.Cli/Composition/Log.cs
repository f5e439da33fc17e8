namespace Connectors.Cli.Composition;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Configured} are configured, so topics that name no connector are not {Broker}'s: annotate {Prefix}:<topic>, or say in {Section}.topics which are")]
    public static partial void TakesNoUnqualifiedTopic(ILogger logger, string configured, string broker, string prefix, string section);
}

using Microsoft.Extensions.Logging;

namespace Connectors.Webhooks;

/// <summary>What the webhooks and HTTP events say. Nothing here takes a secret, a payload or a query.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Event {Topic} accepted for {Calls} functions")]
    public static partial void Accepted(ILogger logger, string topic, int calls);

    [LoggerMessage(2, LogLevel.Warning, "Event {Topic} refused: the queue is out of reach")]
    public static partial void QueueUnavailable(ILogger logger, string topic, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Delivery for webhook source {Source} from {Remote} refused: {Fault}")]
    public static partial void NotAuthentic(ILogger logger, string source, string remote, string fault);

    [LoggerMessage(9, LogLevel.Warning, "{Count} more deliveries for webhook source {Source} refused within a minute, the last from {Remote}: {Fault}")]
    public static partial void MoreNotAuthentic(ILogger logger, long count, string source, string remote, string fault);

    [LoggerMessage(4, LogLevel.Warning, "Delivery for webhook source {Source} refused: {Fault}")]
    public static partial void Malformed(ILogger logger, string source, string fault);

    [LoggerMessage(5, LogLevel.Error, "Webhook source {Source} goes on with the secrets it had: {Fault}")]
    public static partial void SecretFileUnusable(ILogger logger, string source, string fault);

    [LoggerMessage(6, LogLevel.Information, "Webhook source {Source} reads its secret file again without fault")]
    public static partial void SecretFileUsable(ILogger logger, string source);

    [LoggerMessage(7, LogLevel.Warning, "Event {Topic} refused: {Reason}")]
    public static partial void RefusedForGood(ILogger logger, string topic, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Delivery for webhook source {Source} refused: more than {Limit} a minute (webhooks.{Source}.rate-limit)")]
    public static partial void TooMany(ILogger logger, string source, int limit);
}

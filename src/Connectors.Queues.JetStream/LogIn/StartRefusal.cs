using Connectors.Core.Queues;
using Connectors.NatsLogIn;
using Connectors.Queues.JetStream.Broker;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.LogIn;

/// <summary>Says why the server cannot be used, by the settings that decide it.</summary>
internal static class StartRefusal
{
    public static QueueStartException Of(BrokerLink link, JetStreamQueueSettings settings, Exception exception) =>
        new(LogInRefusal.Sentence(settings.LogIn(link.Connection.Opts.Url), link.Connection.ServerInfo, exception) ?? Sentence(link, exception), exception);

    private static string Sentence(BrokerLink link, Exception exception)
    {
        if (HasCause(exception, cause => cause is NatsJSApiNoResponseException or NatsNoRespondersException))
            return $"The NATS server at {link.Url} does not answer as JetStream; start it with JetStream (-js), and let the queue's user publish to $JS.API.> and subscribe to _INBOX.>.";
        if (link.Connection.ServerInfo is null)
            return $"No NATS server answers at {link.Url} ({OneLine(exception)}); start it, or correct queue.url (--nats).";
        return $"The queue cannot start on NATS at {link.Url} ({OneLine(exception)}); check queue.url (--nats), the log-in and that the server runs with JetStream (-js).";
    }

    private static bool HasCause(Exception exception, Func<Exception, bool> wanted)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (wanted(cause))
                return true;
        }
        return false;
    }

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}

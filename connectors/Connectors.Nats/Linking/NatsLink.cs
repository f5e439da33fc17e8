using Connectors.NatsLogIn;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Connectors.Nats.Linking;

/// <summary>The connection of one run, which comes back by itself for ever; while it is away a fault says so. Thread-safe.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private const string Subject = "server";
    private readonly ConnectorFaults faults;
    private readonly ILogger logger;
    private readonly LogInSettings logIn;
    private readonly FailedConnects failed = new();
    private int away;

    /// <param name="options">Addresses and log-in.</param>
    /// <param name="logIn">The settings they come from, for sentences.</param>
    /// <param name="group">The queue group as which subjects are shared.</param>
    /// <param name="faults">The connector's.</param>
    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    public NatsLink(NatsOpts options, LogInSettings logIn, string group, ConnectorFaults faults, ILogger logger, TimeProvider time)
    {
        (this.faults, this.logger, this.logIn) = (faults, logger, logIn);
        Connection = new NatsConnection(options with { LoggerFactory = failed });
        Rights = new Rights(logIn, group, faults, logger, time);
        Connection.ServerError += (_, told) =>
        {
            Rights.Hear(told.Error);
            return default;
        };
        Connection.ConnectionOpened += (_, _) => Back();
        Connection.ConnectionDisconnected += (_, _) => Tell($"{Server} the connection has ended");
        Connection.ReconnectFailed += (_, _) => failed.Last is { } cause ? Away(cause) : default;
    }

    public NatsConnection Connection { get; }

    /// <summary>What its user may not do.</summary>
    public Rights Rights { get; }

    /// <summary>Returns when the server has let us in for the first time.</summary>
    /// <exception cref="OperationCanceledException">Told to stop before that.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Connection.ConnectAsync().AsTask().WaitAsync(cancellationToken);
                await Back();
                return;
            }
            catch (NatsException e)
            {
                await Away(e.InnerException is null && failed.Last is { } cause ? cause : e);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 2500)), TimeProvider.System, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private ValueTask Back()
    {
        faults.Clear(Subject);
        if (Interlocked.Exchange(ref away, 0) == 1)
            Log.Back(logger, logIn.Shown);
        return default;
    }

    private ValueTask Away(Exception exception) =>
        Tell(LogInRefusal.Sentence(logIn, Connection.ServerInfo, exception) is { } sentence ? sentence.TrimEnd('.') : $"{Server} {Refusals.Of(exception, logIn)}");

    private string Server => $"The NATS server at {logIn.Shown} cannot be used:";

    private ValueTask Tell(string fault)
    {
        faults.Set(Subject, $"{fault}. It is tried again for ever");
        // Once an outage: the fault stands, the log need not repeat it.
        if (Interlocked.Exchange(ref away, 1) == 0)
            Log.Away(logger, fault);
        return default;
    }
}

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
    private readonly string shown;
    private int away;

    /// <param name="options">Addresses and log-in.</param>
    /// <param name="shown">The addresses without passwords.</param>
    /// <param name="faults">The connector's.</param>
    /// <param name="logger">The log.</param>
    public NatsLink(NatsOpts options, string shown, ConnectorFaults faults, ILogger logger)
    {
        (this.faults, this.logger, this.shown) = (faults, logger, shown);
        Connection = new NatsConnection(options);
        Connection.ConnectionOpened += (_, _) => TellAsync(null);
        Connection.ConnectionDisconnected += (_, told) => TellAsync(told.Message);
        Connection.ReconnectFailed += (_, told) => TellAsync(told.Message);
    }

    public NatsConnection Connection { get; }

    /// <summary>Returns when the server has let us in for the first time.</summary>
    /// <exception cref="OperationCanceledException">Told to stop before that.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Connection.ConnectAsync().AsTask().WaitAsync(cancellationToken);
                await TellAsync(null);
                return;
            }
            catch (NatsException e)
            {
                await TellAsync(Innermost(e));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 2500)), TimeProvider.System, cancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private ValueTask TellAsync(string? fault)
    {
        if (fault is null)
        {
            faults.Clear(Subject);
            if (Interlocked.Exchange(ref away, 0) == 1)
                Log.Back(logger, shown);
            return default;
        }
        faults.Set(Subject, $"the NATS server at {shown} cannot be used ({fault}); it is tried again for ever. Check nats.url and the log-in");
        // Once an outage: the fault stands, the log need not repeat it.
        if (Interlocked.Exchange(ref away, 1) == 0)
            Log.Away(logger, shown, fault);
        return default;
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message.ReplaceLineEndings(" ");
}

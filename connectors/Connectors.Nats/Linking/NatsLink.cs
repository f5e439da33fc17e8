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
    private int away;

    /// <param name="options">Addresses and log-in.</param>
    /// <param name="logIn">The settings they come from, for sentences.</param>
    /// <param name="faults">The connector's.</param>
    /// <param name="logger">The log.</param>
    public NatsLink(NatsOpts options, LogInSettings logIn, ConnectorFaults faults, ILogger logger)
    {
        (this.faults, this.logger, this.logIn) = (faults, logger, logIn);
        Connection = new NatsConnection(options);
        Connection.ConnectionOpened += (_, _) => Back();
        Connection.ConnectionDisconnected += (_, told) => Away(told.Message);
        Connection.ReconnectFailed += (_, told) => Away(told.Message);
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
                await Back();
                return;
            }
            catch (NatsException e)
            {
                await Away(e);
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

    private ValueTask Away(NatsException exception) => Tell(
        LogInRefusal.Sentence(logIn, Connection.ServerInfo, exception) is { } sentence ? sentence.TrimEnd('.') : Unusable(exception.GetBaseException().Message));

    private ValueTask Away(string words) => Tell(Unusable(words));

    private string Unusable(string words) => $"The NATS server at {logIn.Shown} cannot be used ({words.ReplaceLineEndings(" ").TrimEnd('.')}); check {logIn.Address}";

    private ValueTask Tell(string fault)
    {
        faults.Set(Subject, $"{fault}. It is tried again for ever");
        // Once an outage: the fault stands, the log need not repeat it.
        if (Interlocked.Exchange(ref away, 1) == 0)
            Log.Away(logger, fault);
        return default;
    }
}

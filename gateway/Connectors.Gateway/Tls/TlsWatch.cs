using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Tls;

/// <summary>Takes up a renewed certificate within seconds, by the content of its files, and says when they cannot be used.</summary>
internal sealed partial class TlsWatch(GatewayTls tls, TimeProvider time, ILogger<TlsWatch> logger) : BackgroundService
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarnOfAge();
        string? told = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (tls.Refresh())
            {
                Log.Changed(logger, tls.File, tls.ValidUntil);
                WarnOfAge();
            }
            if (tls.Fault is { } fault && fault != told)
                Log.Stale(logger, fault);
            told = tls.Fault;
        }
    }

    private void WarnOfAge()
    {
        if (tls.ValidUntil <= time.GetUtcNow())
            Log.Expired(logger, tls.File, tls.ValidUntil);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{File} holds another certificate, valid until {Until:u}; new connections are given it")]
        public static partial void Changed(ILogger logger, string file, DateTimeOffset until);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate cannot be renewed, the last good one stays in force: {Reason}")]
        public static partial void Stale(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate in {File} has expired at {Until:u}; clients will refuse it")]
        public static partial void Expired(ILogger logger, string file, DateTimeOffset until);
    }
}

namespace Connectors.Cli.Data;

/// <summary>
/// Reads credentials again every few seconds. By their content, because what Kubernetes mounts changes by the swap of a link that no watch on
/// a file sees. What goes wrong is said once, and once more when it is over.
/// </summary>
internal sealed partial class CredentialsWatch(IReadOnlyList<LiveCredentials> watched, TimeProvider time, ILogger<CredentialsWatch> logger) : BackgroundService
{
    /// <summary>Between two looks; a change counts from the second that sees it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = new string?[watched.Count];
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            for (var i = 0; i < told.Length; i++)
                told[i] = Look(watched[i], told[i]);
        }
    }

    private string? Look(LiveCredentials live, string? told)
    {
        if (live.Refresh())
            Log.Changed(logger, live.Current!.UserFile, live.Current.PasswordFile);
        if (live.Fault == told)
            return told;
        if (live.Fault is { } fault)
            Log.Stale(logger, fault);
        else
            Log.Mended(logger, live.Current!.PasswordFile);
        return live.Fault;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{UserFile} and {PasswordFile} hold other credentials, which are in force from now on")]
        public static partial void Changed(ILogger logger, string userFile, string passwordFile);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Credentials cannot be read again, those last read stay in force: {Reason}")]
        public static partial void Stale(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "Credentials can be read again: {PasswordFile}")]
        public static partial void Mended(ILogger logger, string passwordFile);
    }
}

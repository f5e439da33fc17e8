using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>
/// Keeps the catalogue true: reads all functions every interval, and at once when a provider that can tell says that something has changed.
/// An outage is told once when it begins and once when it ends.
/// </summary>
internal sealed partial class RemoteRefresh(
    RemoteCatalogue catalogue, ProviderAccess access, RemoteProviderSettings settings, TimeProvider time, ILogger<RemoteRefresh> logger)
    : BackgroundService, IProviderHealth
{
    // The provider answers a question after changes after 20 seconds at the latest.
    private static readonly TimeSpan tellingTime = TimeSpan.FromSeconds(20);
    private static readonly ProviderInfo unknown = new("remote", "unknown", "");
    private volatile AwayState? away = new($"{access.Name} has not answered yet", time.GetUtcNow());
    private bool isAway;
    private bool tellsChanges = true;
    private string version = "";

    /// <summary>What the provider says it is.</summary>
    public ProviderInfo Info { get; private set; } = unknown;

    public string? Fault => away?.Reason;

    public DateTimeOffset? FaultSince => away?.Since;

    /// <summary>Reads once before anybody is let in, so that functions are known from the first request on; a provider that is away holds nobody up.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await PauseAsync(stoppingToken);
            await ReadAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catalogue.RefreshAsync(cancellationToken);
            if (ReferenceEquals(Info, unknown) || isAway)
                Info = await InfoAsync(cancellationToken);
            Answered();
        }
        catch (ProviderUnavailableException cause)
        {
            Away(cause.Message);
        }
    }

    private async Task<ProviderInfo> InfoAsync(CancellationToken cancellationToken)
    {
        var info = await access.ReadAsync("system/info", OpenFaasJson.Default.SystemInfo, cancellationToken);
        // Some tell less than clients of a gateway rely on.
        return info?.Provider is { } its
            ? new ProviderInfo(its.Provider ?? "", its.Orchestration ?? "", its.Version is { } release ? $"{release.Release}+{release.Sha}".TrimEnd('+') : "")
            : new ProviderInfo("remote", "unknown", "");
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (!tellsChanges || isAway)
        {
            await Task.Delay(settings.RefreshInterval, time, cancellationToken);
            return;
        }
        try
        {
            var route = $"system/changes?after={Uri.EscapeDataString(version)}";
            if (await access.ReadAsync(route, OpenFaasJson.Default.ProviderVersion, cancellationToken, tellingTime) is { } next)
            {
                version = next.Version;
                return;
            }
            // Other providers have no such route.
            tellsChanges = false;
        }
        catch (ProviderUnavailableException)
        {
            // The reading that follows finds out, and tells, whether it is away.
        }
        await Task.Delay(settings.RefreshInterval, time, cancellationToken);
    }

    private void Answered()
    {
        if (isAway)
        {
            Log.Back(logger, access.Name);
            // It may be another one now.
            tellsChanges = true;
        }
        (isAway, away) = (false, null);
    }

    private void Away(string reason)
    {
        if (!isAway)
            Log.Away(logger, reason);
        (isAway, away) = (true, new(reason, away?.Since ?? time.GetUtcNow()));
        catalogue.Failed(reason);
    }

    private sealed record AwayState(string Reason, DateTimeOffset Since);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Reason}. Going on with the functions known last, and asking again.")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "{Provider} answers again.")]
        public static partial void Back(ILogger logger, string provider);
    }
}

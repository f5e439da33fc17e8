using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Cli.Settings;
using Connectors.Core.Providers;
using Connectors.Gateway;

namespace Connectors.Cli.Composition;

/// <summary>
/// One run of <c>provider</c>: functions, and the REST API by which a gateway elsewhere deploys and calls them. Metrics are served where the
/// settings ask for it, because their default address is the gateway's.
/// </summary>
internal sealed class ProviderRun(HubOptions options, TextWriter output)
{
    // The gateway's own default is the address of a gateway on the same machine.
    private const string DefaultListen = "127.0.0.1:8081";
    private const string ListenSetting = "gateway.listen";
    private const string MetricsSetting = "gateway.metrics-listen";
    private readonly GatewaySettings gateway = options.Settings.Get<GatewaySettings>();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var data = DataDirectory.Open(options.DataDirectory);
        try
        {
            return await RunAsync(data, cancellationToken);
        }
        catch (ProviderUnavailableException away)
        {
            throw new HubFailureException(away.Message, away);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DataDirectoryException.From(data.Path, cause);
        }
    }

    private async Task<int> RunAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        var credentials = GatewayLogin.OfHub(data.Secrets, options.Variable, options.NoAuth);
        var listen = ListenPoint.Of(ListenSetting, "--listen", options.Settings.IsSet(ListenSetting) ? gateway.Listen : DefaultListen);
        var metricsListen = options.Settings.IsSet(MetricsSetting) ? ListenPoint.Of(MetricsSetting, "--metrics-listen", gateway.MetricsListen) : null;
        listen.Probe();
        metricsListen?.Probe();
        await using var provider = ProviderApplication.Build(options.Settings, data, credentials, listen);
        await using var metrics = metricsListen is null ? null : MetricsApplication.Build(provider.Services, metricsListen, gateway);
        try
        {
            await WebServers.StartAsync(provider, listen, cancellationToken);
            if (metrics is not null)
                await WebServers.StartAsync(metrics, metricsListen!, cancellationToken);
            await AnnounceAsync(ListenPoint.Bound(provider), credentials?.Current);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop: what follows is the drain.
        }
        finally
        {
            await provider.StopAsync(CancellationToken.None);
            if (metrics is not null)
                await metrics.StopAsync(CancellationToken.None);
        }
        return ExitCode.Success;
    }

    private async Task AnnounceAsync(Uri address, Credentials? credentials)
    {
        await output.WriteLineAsync($"Connectors provider '{options.Settings.Get<ProviderSettings>().Name}' serves the faas-provider API at {address}");
        await output.WriteLineAsync(credentials is null
            ? "  it asks nobody for credentials (--no-auth)"
            : $"  its credentials: {credentials.UserFile}, {credentials.PasswordFile}");
        await output.WriteLineAsync(credentials is null
            ? $"  a gateway for it: connectors up --provider {address}"
            : $"  a gateway for it: CONNECTORS_REMOTE__USER={credentials.User} CONNECTORS_REMOTE__PASSWORD_FILE={credentials.PasswordFile} connectors up --provider {address} --data another-directory");
        await output.FlushAsync();
    }
}

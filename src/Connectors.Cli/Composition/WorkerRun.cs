using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Core.Queues;
using Connectors.Gateway;
using Connectors.Sdk.Apart;

namespace Connectors.Cli.Composition;

/// <summary>
/// One run of <c>worker</c>: calls taken off a shared queue, functions called through a gateway over HTTP. Metrics are served where the
/// settings ask for it, because their default address is the gateway's.
/// </summary>
internal sealed class WorkerRun(HubOptions options, TextWriter output, Action<IServiceCollection> queue)
{
    private const string MetricsSetting = "gateway.metrics-listen";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var secrets = new SecretFiles(Path.Combine(options.DataDirectory, "secrets"));
        var credentials = GatewayLogin.OfClient(secrets, options.Variable);
        if (credentials.Current is null)
            await Console.Error.WriteLineAsync(GatewayLogin.Note(secrets));
        var authorities = GatewayFiles.Authorities(options.Settings.Get<GatewaySettings>().CaFile);
        using var client = GatewayConnection.Client(options.Gateway, RequestTimeout, authorities);
        var host = Build(credentials, new GatewayAccess(client, credentials.ToHeader())
        {
            Remedy = options.GatewayRemedy,
            LogInRefused = () => GatewayLogin.RefusedApart(credentials.Current, secrets),
            Authorities = authorities,
        });
        await using var disposal = (IAsyncDisposable)host;
        try
        {
            return await RunAsync(host, cancellationToken);
        }
        catch (QueueUnavailableException away)
        {
            throw new HubFailureException(away.Message, away);
        }
    }

    private async Task<int> RunAsync(IHost host, CancellationToken cancellationToken)
    {
        var gateway = options.Settings.Get<GatewaySettings>();
        var listen = options.Settings.IsSet(MetricsSetting) ? ListenPoint.Of(MetricsSetting, "--metrics-listen", gateway.MetricsListen) : null;
        listen?.Probe();
        await using var metrics = listen is null ? null : MetricsApplication.OfApart(host.Services, listen, gateway);
        try
        {
            if (metrics is not null)
                await WebServers.StartAsync(metrics, listen!, cancellationToken);
            await host.StartAsync(cancellationToken);
            await output.WriteLineAsync($"Connectors worker runs and calls functions through {options.Gateway}");
            await output.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || IsStopping(host))
        {
            // Asked to stop, be it while waiting for the gateway: what follows is the drain.
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
            if (metrics is not null)
                await metrics.StopAsync(CancellationToken.None);
        }
        return ExitCode.Success;
    }

    // A signal reaches the host as well as us, and either may be the first to hear of it.
    private static bool IsStopping(IHost host) => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private IHost Build(LiveCredentials credentials, GatewayAccess access)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        HubLogging.AddTo(builder.Logging);
        // What fails while starting is thrown and told by us; being stopped while waiting for the gateway is no failure at all.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddLiveCredentials(credentials);
        builder.Services.AddWorkerApart(options.Settings, access, queue);
        return builder.Build();
    }
}

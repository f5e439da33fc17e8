using Connectors.Cli.Banner;
using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Faults;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway;

namespace Connectors.Cli.Composition;

/// <summary>One run of <c>up</c> or <c>gateway</c>, from the held data directory to the drained end.</summary>
internal sealed class HubRun(HubOptions options, TextWriter output)
{
    private readonly GatewaySettings gateway = options.Settings.Get<GatewaySettings>();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var data = DataDirectory.Open(options.DataDirectory);
        try
        {
            return await RunAsync(data, cancellationToken);
        }
        catch (Exception cause) when (Refusal(data, cause) is { } refusal)
        {
            throw refusal;
        }
    }

    // What the rooms write is in the data directory, so that is what a refusal of the system is about.
    private static Exception? Refusal(DataDirectory data, Exception cause) => cause switch
    {
        QueueStartException or QueueUnavailableException or ProviderUnavailableException => new HubFailureException(cause.Message, cause),
        IOException or UnauthorizedAccessException => DataDirectoryException.From(data.Path, cause),
        _ => null,
    };

    private async Task<int> RunAsync(DataDirectory data, CancellationToken cancellationToken)
    {
        var credentials = GatewayLogin.OfHub(data.Secrets, options.Variable, options.NoAuth);
        var (webhooks, made) = WebhookDefaults.Of(options.Settings, data.Secrets);
        var listen = ListenPoint.Of("gateway.listen", "--listen", gateway.Listen);
        var metricsListen = ListenPoint.Of("gateway.metrics-listen", "--metrics-listen", gateway.MetricsListen);
        listen.Probe();
        metricsListen.Probe();
        if (gateway.H2cListen.Length > 0)
            ListenPoint.Of("gateway.h2c-listen", "gateway.h2c-listen", gateway.H2cListen).Probe();
        if (options.MqttBroker is { } broker)
            new ListenPoint("the MQTT broker", MqttBrokerAddress.Flag, broker).Probe();

        await using var shared = await QueueRegistration.ConnectAsync(options.Settings, cancellationToken);
        await using var hub = HubApplication.Build(options, data, credentials, webhooks, listen, shared);
        await using var metrics = MetricsApplication.Build(hub.Services, metricsListen, gateway);
        try
        {
            var refusals = await StartAsync(hub, listen, metrics, metricsListen, cancellationToken);
            await AnnounceAsync(hub, metrics, credentials?.Current, made, refusals, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop: what follows is the drain.
        }
        finally
        {
            await hub.StopAsync(CancellationToken.None);
            await metrics.StopAsync(CancellationToken.None);
        }
        return ExitCode.Success;
    }

    private async Task<IReadOnlyList<string>> StartAsync(
        WebApplication hub, ListenPoint listen, WebApplication metrics, ListenPoint metricsListen, CancellationToken cancellationToken)
    {
        await WebServers.StartAsync(hub, listen, cancellationToken);
        await WebServers.StartAsync(metrics, metricsListen, cancellationToken);
        return await DeployAsync(hub, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> DeployAsync(WebApplication hub, CancellationToken cancellationToken)
    {
        // A gateway may be there before its provider; whoever wants functions deployed needs it now.
        if (options.Stack is null && hub.Services.GetService<IProviderHealth>()?.Fault is { } away)
            return [away];
        return await new StackDeployment(
            hub.Services.GetRequiredService<IFunctionCatalogue>(),
            hub.Services.GetRequiredService<IFunctionDeployment>(),
            hub.Services.GetRequiredService<INamespaceStore>(),
            gateway).DeployAsync(options.Stack?.Functions ?? [], cancellationToken);
    }

    private async Task AnnounceAsync(
        WebApplication hub, WebApplication metrics, Credentials? credentials, WebhookSecrets? made, IReadOnlyList<string> refusals, CancellationToken cancellationToken)
    {
        var functions = hub.Services.GetService<IProviderHealth>()?.Fault is null
            ? await new FirstReplicas(hub.Services.GetRequiredService<IFunctionCatalogue>(), hub.Services.GetRequiredService<IFunctionResolution>()).ListAsync(cancellationToken)
            : [];
        BannerWriter.Write(BannerWriter.ConsoleFor(output, plain: Console.IsOutputRedirected), new BannerModel
        {
            Gateway = ListenPoint.Bound(hub),
            CaFile = gateway.CaFile.Length > 0 ? gateway.CaFile : null,
            Metrics = new Uri(ListenPoint.Bound(metrics), "metrics"),
            DataDirectory = options.DataDirectory,
            MqttBroker = options.MqttBroker is { } broker ? $"mqtt://{broker}" : null,
            Services = options.IsFaasd ? options.Companions?.Names ?? [] : null,
            Credentials = credentials,
            Webhooks = made,
            Functions = functions,
            HasConnectors = options.Role == HubRole.Up,
            HasWorker = HubApplication.HasWorker(options),
            NotDeployed = options.StackPath is null ? [] : refusals,
        });
        foreach (var refusal in refusals)
            await Console.Error.WriteLineAsync(options.StackPath is { } stack ? $"connectors: {stack}: not deployed: {refusal}" : $"connectors: {refusal}");
        await output.FlushAsync(cancellationToken);
    }
}

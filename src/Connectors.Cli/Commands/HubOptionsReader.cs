using Connectors.Cli.Data;
using Connectors.Cli.Faasd;
using Connectors.Cli.Faults;
using Connectors.Cli.Modules;
using Connectors.Cli.Settings;
using Connectors.Cli.Stacks;

namespace Connectors.Cli.Commands;

/// <summary>Checks a request and all files that it names, and collects everything that is wrong.</summary>
internal sealed class HubOptionsReader(IHub hub, CommandSurroundings surroundings)
{
    /// <summary>The options, or null and at least one fault.</summary>
    public HubOptions? Read(HubRequest request, List<Fault> faults, List<Fault> remarks)
    {
        var data = Path.GetFullPath(request.Data ?? DataDirectory.DefaultPath(), surroundings.Folder);
        var (settings, modules) = Settings(new SettingSources
        {
            Flags = request.Settings,
            Environment = surroundings.Environment,
            ConfigFile = request.Config is { } config ? Path.GetFullPath(config, surroundings.Folder) : null,
            DataDirectory = data,
        });
        faults.AddRange(NotThereYet.Faults(request, settings, [.. hub.Connectors, .. modules.Names]));
        faults.AddRange(settings.Faults);
        remarks.AddRange(settings.Remarks);
        remarks.AddRange(OpenPasswords.Remarks(settings));
        remarks.AddRange(OpenFaasVariables.Remarks(surroundings.Environment));
        faults.AddRange(RoomFaults(settings, modules, request).Select(fault => new Fault(settings.OriginOf(fault), fault)).Except(settings.Faults));
        if (request.NoAuth && ListenAddress.FaultOfNoAuth(settings) is { } open)
            faults.Add(open);
        var broker = MqttBrokerAddress.Read(request, faults);
        var gateway = Gateway(request, faults);
        var (path, stack) = Stack(request, faults, remarks);
        var companions = CompanionsReader.Read(request, surroundings, settings, faults, remarks);
        return faults.Count > 0 ? null : new HubOptions
        {
            Role = request.Role,
            DataDirectory = data,
            Settings = settings,
            Modules = modules,
            StackPath = path,
            Stack = stack,
            IsFaasd = request.IsFaasd,
            Companions = companions,
            Connectors = request.Connectors,
            Gateway = gateway,
            GatewayRemedy = IsGatewayNamed(request) ? "is it running there? --gateway names another" : "no gateway was named, so this is the default; name it with --gateway",
            NoAuth = request.NoAuth,
            Variable = FaasdLogIn.Variable(surroundings.Environment.GetValueOrDefault, companions?.Path),
            MqttBroker = broker,
        };
    }

    // Which sections there are is known only when the assemblies are, and these are a setting themselves.
    private (LoadedSettings Settings, ConnectorModules Modules) Settings(SettingSources sources)
    {
        var settings = SettingsLoader.Load(hub.SettingTypes, sources);
        if (settings.List(ConnectorModules.Setting).Count == 0)
            return (settings, ConnectorModules.None);
        var modules = ConnectorModules.Load(settings, hub.Connectors);
        return (SettingsLoader.Load(hub.SettingTypes, sources, modules.MayOwn), modules);
    }

    private IEnumerable<string> RoomFaults(LoadedSettings settings, ConnectorModules modules, HubRequest request) =>
    [
        .. hub.SettingFaults(settings, request),
        .. modules.Faults,
        .. modules.Register(settings, request.Role == HubRole.Up, request.Connectors),
    ];

    private (string? Path, StackFile? Stack) Stack(HubRequest request, List<Fault> faults, List<Fault> remarks)
    {
        var deploys = request.Role is HubRole.Up or HubRole.Gateway && !request.IsFaasd;
        var path = request.File is { } file ? Path.GetFullPath(file, surroundings.Folder) : deploys ? StackLocation.Find(surroundings.Folder) : null;
        if (path is null)
            return (null, null);
        var stack = StackReader.Read(path, surroundings.Environment.GetValueOrDefault);
        faults.AddRange(stack.Faults);
        remarks.AddRange(stack.Remarks);
        return (path, stack);
    }

    private bool IsGatewayNamed(HubRequest request) => request.Gateway is not null || surroundings.Environment.ContainsKey("gateway_url");

    private Uri Gateway(HubRequest request, List<Fault> faults)
    {
        var text = request.Gateway ?? surroundings.Environment.GetValueOrDefault("gateway_url") ?? GatewayAddress.Default;
        if (GatewayAddress.TryParse(text, out var url))
            return url;
        faults.Add(new Fault("--gateway", GatewayAddress.Fault(text)));
        return new Uri(GatewayAddress.Default);
    }
}

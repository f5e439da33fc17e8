using Connectors.Sdk;
using Connectors.Sdk.Hosting;

namespace Connectors.Cli.Modules;

/// <summary>A module of an assembly, and what it has registered.</summary>
internal sealed class LoadedModule(string name, string path, IConnectorModule module)
{
    private readonly ServiceCollection registered = [];

    public string Name => name;

    public string Path => path;

    /// <summary>True when its connector has routes of its own.</summary>
    public bool HasRoutes => registered.Any(service => service.ServiceType.IsAssignableTo(typeof(IHttpConnector)));

    /// <summary>Has it register, once.</summary>
    /// <param name="section">Its settings.</param>
    /// <param name="isNamed">The user asked for this connector: it must be there.</param>
    /// <returns>Everything that is wrong, one sentence each.</returns>
    public IReadOnlyList<string> Register(ConnectorSection section, bool isNamed)
    {
        try
        {
            var faults = registered.AddConnectorModule(module, section);
            return faults.Count > 0 ? faults : [.. Faults(registered.Count(service => service.ServiceType == typeof(IConnector)), isNamed)];
        }
        catch (Exception thrown)
        {
            // A stranger's code: what it throws is for the user to read, with everything else that is wrong.
            return [$"connectors.assemblies: {name} in {path} cannot be registered: {thrown.GetType().Name}: {thrown.Message}; mend it, or take the assembly out"];
        }
    }

    /// <summary>Adds what it has registered to a host.</summary>
    public void AddTo(IServiceCollection services) => services.AddRegistered(name, registered);

    private IEnumerable<string> Faults(int connectors, bool isNamed)
    {
        if (connectors > 1)
            yield return $"connectors.assemblies: {name} in {path} registers {connectors} connectors; a module brings one, so give each a module of its own";
        else if (connectors == 0 && isNamed)
            yield return $"{name}: its settings ask for no connector, so that there is nothing to run; see what {path} wants in the section {name}";
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connectors.Sdk.Hosting;

/// <summary>The door of modules into a host, and what a process knows of connectors that it does not run.</summary>
public static class ModuleRegistration
{
    /// <summary>Registers a module's connector in a program of its own, as a hub would do it in its.</summary>
    /// <param name="services">Of the program.</param>
    /// <param name="module">The connector's.</param>
    /// <param name="settings">Its section, keys without the section's name; paths lead from the current directory.</param>
    /// <exception cref="ArgumentException">The settings have faults; the message tells all of them.</exception>
    public static IServiceCollection AddConnectorModule(this IServiceCollection services, IConnectorModule module, params IEnumerable<(string Key, string Value)> settings)
    {
        var section = new ConnectorSection(module.Name, settings.Select(setting => KeyValuePair.Create<string, IReadOnlyList<string>>(setting.Key, [setting.Value])));
        return services.AddConnectorModule(module, section) is { Count: > 0 } faults
            ? throw new ArgumentException(string.Join('\n', faults), nameof(settings))
            : services;
    }

    /// <summary>
    /// Makes names known as those of connectors, whether they run in this process or not, so that <c>folder:invoices</c> is read as a topic
    /// of the connector <c>folder</c> everywhere. The built-in connectors' names and those that run are always known.
    /// </summary>
    public static IServiceCollection AddConnectorNames(this IServiceCollection services, IEnumerable<string> names) => services.AddSingleton(new KnownConnectors([.. names]));

    /// <summary>Registers a module's connector with a section that a host has read, once.</summary>
    /// <returns>Everything that is wrong with its settings; empty when it may run.</returns>
    public static IReadOnlyList<string> AddConnectorModule(this IServiceCollection services, IConnectorModule module, ConnectorSection section)
    {
        module.Register(services, section);
        section.FaultUnknown();
        return section.Faults;
    }

    /// <summary>
    /// Adds what a module has registered, apart, to a host of several. What the host has already stands; of connectors and hosted services
    /// there may be many. A connector that cannot be made, or bears another name, is a <see cref="ConnectorModuleException"/> when the host is built or started.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="module">The module's name.</param>
    /// <param name="registered">What its <see cref="IConnectorModule.Register"/> was given.</param>
    public static IServiceCollection AddRegistered(this IServiceCollection services, string module, IServiceCollection registered)
    {
        var standing = services.Select(service => service.ServiceType).ToHashSet();
        foreach (var service in registered)
        {
            if (service.ServiceType == typeof(IConnector))
                services.AddSingleton(provider => Make(module, service, provider));
            else if (service.ServiceType == typeof(IHostedService) || service.ServiceType == typeof(ConnectorRegistration) || !standing.Contains(service.ServiceType))
                services.Add(service);
        }
        return services;
    }

    private static IConnector Make(string module, ServiceDescriptor service, IServiceProvider provider)
    {
        var connector = default(IConnector);
        try
        {
            connector = (IConnector)(service.ImplementationInstance
                ?? service.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
        }
        catch (Exception cause)
        {
            throw new ConnectorModuleException($"the connector of the module '{module}' cannot be made: {cause.GetType().Name}: {cause.Message}; mend it, or take its assembly out of connectors.assemblies", cause);
        }
        return connector.Name == module
            ? connector
            : throw new ConnectorModuleException($"the connector of the module '{module}' calls itself '{connector.Name}'; both must bear one name, which is how it is known in topics, settings and keys");
    }
}

/// <summary>Names that stand for connectors in topics, beside the well-known ones and those that run.</summary>
internal sealed record KnownConnectors(IReadOnlyList<string> Names);

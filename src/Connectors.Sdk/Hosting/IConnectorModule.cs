using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Sdk.Hosting;

/// <summary>
/// A connector that a hub finds in an assembly which its setting <c>connectors.assemblies</c> names, and runs in its own process: in
/// <c>connectors up</c>, and in <c>connectors connect &lt;name&gt;</c>. A class with a public constructor without parameters; the hub makes one
/// instance at its start, on one thread, and keeps it. What the constructor or a member throws is told as a fault of the assembly, and the
/// hub does not start.
/// </summary>
public interface IConnectorModule
{
    /// <summary>
    /// The name of the connector and of its section in the settings: lower-case letters, digits and dashes, never changed, and no built-in
    /// connector's. Read before <see cref="Register"/>, any number of times.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Registers the connector, by <c>AddConnector</c>; it bears this <see cref="Name"/>. Called once, and only where the
    /// connector is to run, while the hub still checks its settings: nothing else is there yet, and nothing may be started, connected or written.
    /// Registering no connector and reporting no fault means that the settings ask for none.
    /// </summary>
    /// <param name="services">
    /// This module's own; the hub adds them to its own once all settings are right. What the hub has itself (<see cref="TimeProvider"/>,
    /// loggers, the catalogue) stays the hub's, so types that a module registers should be its own.
    /// </param>
    /// <param name="section">What its users have written; what is wrong with it is reported there, not thrown.</param>
    void Register(IServiceCollection services, ConnectorSection section);
}

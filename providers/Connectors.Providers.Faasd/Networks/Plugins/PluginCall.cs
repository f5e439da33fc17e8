using System.Text.Json.Nodes;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>What a plugin is asked.</summary>
/// <param name="Verb"><c>ADD</c>, <c>DEL</c> or <c>CHECK</c>.</param>
/// <param name="Plugin">Its type, which is its file's name.</param>
/// <param name="Container">The name by which the network knows the replica.</param>
/// <param name="NamespacePath">Its network namespace; empty when it is gone already.</param>
/// <param name="Device">The name of the device inside.</param>
/// <param name="Configuration">What it reads.</param>
internal sealed record PluginCall(string Verb, string Plugin, string Container, string NamespacePath, string Device, JsonObject Configuration);

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>The plugins of one network, each of which is told what the one before it has done.</summary>
internal sealed class PluginChain(PluginRunner runner, JsonObject network)
{
    private readonly JsonObject[] plugins = [.. network["plugins"]!.AsArray().Select(plugin => plugin!.AsObject())];

    /// <summary>Runs all in their order.</summary>
    /// <returns>What the last one answered.</returns>
    /// <exception cref="NetworkException">One of them failed; those before it have done their part.</exception>
    public async Task<JsonObject> AddAsync(string container, string namespacePath, string device, CancellationToken cancellationToken)
    {
        JsonObject? result = null;
        foreach (var plugin in plugins)
        {
            var call = Call("ADD", plugin, container, namespacePath, device, result);
            result = Read(call, await runner.RunAsync(call, cancellationToken));
        }
        return result!;
    }

    /// <summary>Undoes all in the opposite order; what is undone already is no fault.</summary>
    /// <exception cref="NetworkException">Some of them failed; all have been tried.</exception>
    public async Task DeleteAsync(string container, string namespacePath, string device, JsonObject? result, CancellationToken cancellationToken)
    {
        NetworkException? first = null;
        for (var i = plugins.Length - 1; i >= 0; i--)
        {
            try
            {
                await runner.RunAsync(Call("DEL", plugins[i], container, namespacePath, device, result), cancellationToken);
            }
            catch (NetworkException fault)
            {
                first ??= fault;
            }
        }
        if (first is not null)
            throw first;
    }

    /// <exception cref="NetworkException">Something is not as it was made.</exception>
    public async Task CheckAsync(string container, string namespacePath, string device, JsonObject result, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
            await runner.RunAsync(Call("CHECK", plugin, container, namespacePath, device, result), cancellationToken);
    }

    private PluginCall Call(string verb, JsonObject plugin, string container, string namespacePath, string device, JsonObject? result)
    {
        var configuration = plugin.DeepClone().AsObject();
        configuration["cniVersion"] = network["cniVersion"]!.DeepClone();
        configuration["name"] = network["name"]!.DeepClone();
        if (result is not null)
            configuration["prevResult"] = result.DeepClone();
        return new PluginCall(verb, plugin["type"]!.GetValue<string>(), container, namespacePath, device, configuration);
    }

    private static JsonObject Read(PluginCall call, string answer)
    {
        try
        {
            return JsonNode.Parse(answer) as JsonObject ?? throw PluginFaults.Broken(call, "its answer is not an object of JSON");
        }
        catch (JsonException cause)
        {
            throw PluginFaults.Broken(call, "its answer is not JSON", cause);
        }
    }
}

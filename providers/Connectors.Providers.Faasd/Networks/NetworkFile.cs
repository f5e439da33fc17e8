using System.Text.Json;
using System.Text.Json.Nodes;
using Connectors.Providers.Faasd.Networks.Plugins;

namespace Connectors.Providers.Faasd.Networks;

/// <summary>The file by which other tools of the machine know the network.</summary>
internal static class NetworkFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes it, unless it says the same already.</summary>
    /// <exception cref="NetworkException">It cannot be written.</exception>
    public static void Write(NetworkOptions options, JsonObject network)
    {
        var path = Path.Combine(options.ConfigurationDirectory, NetworkConfiguration.FileName);
        var text = network.ToJsonString(Readable) + "\n";
        try
        {
            Directory.CreateDirectory(options.ConfigurationDirectory);
            if (File.Exists(path) && File.ReadAllText(path) == text)
                return;
            // By a name that nobody takes for a network.
            var unfinished = path + ".new";
            File.WriteAllText(unfinished, text);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException($"{path} could not be written: {cause.Message.TrimEnd('.')}. Run as root, or make the directory writable.", cause);
        }
    }
}

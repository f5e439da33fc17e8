namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>Where programs are that the network needs.</summary>
internal sealed class PluginDirectory(NetworkOptions options)
{
    private static readonly string[] SystemFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>Where plugins look for programs themselves: their own <c>PATH</c> may lack the folders of the administrator.</summary>
    public static string SearchPath { get; } = string.Join(':', (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Union(SystemFolders));

    /// <summary>Null when there is no such plugin.</summary>
    public string? Find(string plugin) => options.PluginDirectories.Select(folder => Path.Combine(folder, plugin)).FirstOrDefault(File.Exists);

    public static bool HasProgram(string name) => SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    public NetworkException Missing(string plugin) =>
        new($"the CNI plugin '{plugin}' is in none of {string.Join(", ", options.PluginDirectories)}; install the CNI plugins (Debian: containernetworking-plugins), or name their folder in faasd.cni-bin-dir");
}

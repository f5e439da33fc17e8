namespace Connectors.TestServers.Mqtt;

/// <summary>Where mosquitto and its clients are on this machine.</summary>
public static class MosquittoProgram
{
    /// <param name="name">mosquitto, mosquitto_pub, mosquitto_passwd, …</param>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string Find(string name)
    {
        if (name == "mosquitto" && Environment.GetEnvironmentVariable("CONNECTORS_TEST_MOSQUITTO") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {name} for the tests: install Debian's mosquitto and mosquitto-clients.");
    }
}

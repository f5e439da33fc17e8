using System.Diagnostics;

namespace Connectors.TestServers.Kafka;

/// <summary>Debian's kcat: a producer that shares nothing with the connector.</summary>
public static class Kcat
{
    /// <summary>Sends a message a line; returns when the brokers have them.</summary>
    public static async Task SendAsync(string bootstrap, string topic, IEnumerable<string> lines, params string[] extra)
    {
        var start = new ProcessStartInfo("kcat", ["-P", "-b", bootstrap, "-t", topic, .. extra]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        foreach (var line in lines)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"kcat ended with {process.ExitCode}: {await said}");
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Connectors.TestServers.Mqtt;

/// <summary>Publishes by mosquitto_pub, a client that has nothing in common with ours.</summary>
public static class MosquittoPublisher
{
    /// <summary>Returns when the server has the message.</summary>
    /// <param name="port">The plain listener's.</param>
    /// <param name="payload">Comes by standard input, so it may be anything.</param>
    /// <param name="arguments">More of its options: -q, -r, -D.</param>
    public static Task PublishAsync(int port, byte[] payload, params string[] arguments) => RunAsync(port, payload, ["-s", .. arguments]);

    /// <summary>Publishes each line; returns when the server has them all.</summary>
    public static Task PublishLinesAsync(int port, IEnumerable<string> lines, params string[] arguments) =>
        RunAsync(port, System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), ["-l", .. arguments]);

    private static async Task RunAsync(int port, byte[] input, string[] arguments)
    {
        var start = new ProcessStartInfo(MosquittoProgram.Find("mosquitto_pub"), ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"mosquitto_pub ended with {process.ExitCode}: {said}");
    }
}

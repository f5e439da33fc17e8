using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Connectors.Providers.Faasd.Networks.Plugins;

/// <summary>Runs plugins as the CNI specification says: a verb and names in the environment, the configuration on stdin, the answer on stdout. Thread-safe.</summary>
internal sealed class PluginRunner(NetworkOptions options, TimeProvider time)
{
    private const int LongestAnswer = 1 << 20;

    private readonly PluginDirectory directory = new(options);

    /// <summary>What the plugin answered; empty for a plugin that has nothing to say.</summary>
    /// <exception cref="NetworkException">It is not there, refused, hangs or talks nonsense.</exception>
    public async Task<string> RunAsync(PluginCall call, CancellationToken cancellationToken)
    {
        var program = directory.Find(call.Plugin) ?? throw directory.Missing(call.Plugin);
        using var limit = new CancellationTokenSource(options.PluginTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(program, call);
        try
        {
            var answer = ReadAsync(process.StandardOutput.BaseStream, both.Token);
            var complaint = ReadAsync(process.StandardError.BaseStream, both.Token);
            await WriteAsync(process, call, both.Token);
            var said = await answer;
            var errors = await complaint;
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode == 0 ? said : throw PluginFaults.Refused(call, options, said, errors, process.ExitCode);
        }
        catch (Exception cause) when (cause is OperationCanceledException or InvalidDataException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            throw PluginFaults.Broken(call, cause is InvalidDataException ? "it does not stop talking" : $"it has not ended within {options.PluginTimeout.TotalSeconds:0} seconds", cause);
        }
    }

    private Process Start(string program, PluginCall call)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = PluginDirectory.SearchPath;
        start.Environment["CNI_COMMAND"] = call.Verb;
        start.Environment["CNI_CONTAINERID"] = call.Container;
        start.Environment["CNI_NETNS"] = call.NamespacePath;
        start.Environment["CNI_IFNAME"] = call.Device;
        // Plugins call others for addresses.
        start.Environment["CNI_PATH"] = string.Join(':', options.PluginDirectories);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw PluginFaults.Broken(call, $"{program} cannot be run: {cause.Message.TrimEnd('.')}", cause);
        }
    }

    private static async Task WriteAsync(Process process, PluginCall call, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(call.Configuration.ToJsonString()), cancellationToken);
        }
        catch (IOException)
        {
            // It ended without reading; how it ended says more.
        }
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            text.Write(buffer, 0, length);
            if (text.Length > LongestAnswer)
                throw new InvalidDataException();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}

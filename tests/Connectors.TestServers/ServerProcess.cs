using System.Diagnostics;
using System.Text;

namespace Connectors.TestServers;

/// <summary>A program that a test started: what it said is kept for the failure's message, and it never outlives its test.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private readonly Process process;
    private readonly StringBuilder said = new();

    private ServerProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Everything it has said so far, both streams together.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    public static ServerProcess Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var server = new ServerProcess(new Process { StartInfo = start });
        server.process.OutputDataReceived += (_, line) => server.Heard(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Heard(line.Data);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public async Task TerminateAsync()
    {
        if (!process.HasExited)
            Signals.Send(process.Id, SigTerm);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (said)
            said.AppendLine(line);
    }
}

using System.Diagnostics;
using System.Text;

namespace Connectors.TestServers;

/// <summary>A program that a test started: what it said is kept for the failure's message, and it never outlives its test.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int SigInt = 2;
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

    /// <summary>How it ended, once it has.</summary>
    public int ExitCode => process.ExitCode;

    /// <param name="program">What to run.</param>
    /// <param name="arguments">Each as one word.</param>
    /// <param name="variables">Its environment, beside what it inherits.</param>
    /// <param name="isTold">True: it takes lines by <see cref="TellAsync"/>, and its input ends when we end.</param>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, bool isTold = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = isTold };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var server = new ServerProcess(new Process { StartInfo = start });
        server.process.OutputDataReceived += (_, line) => server.Heard(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Heard(line.Data);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Writes a line to its input.</summary>
    public async Task TellAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGINT, as Ctrl-C sends it, and waits until it is gone.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken = default) => StopAsync(SigInt, cancellationToken);

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken = default) => StopAsync(SigTerm, cancellationToken);

    /// <summary>Returns when it is gone, whatever ends it.</summary>
    public Task ExitedAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // With whatever it has started.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        process.Dispose();
    }

    private Task StopAsync(int signal, CancellationToken cancellationToken)
    {
        if (!process.HasExited)
            Signals.Send(process.Id, signal);
        return process.WaitForExitAsync(cancellationToken);
    }

    private void Heard(string? line)
    {
        if (line is null)
            return;
        lock (said)
            said.AppendLine(line);
    }
}

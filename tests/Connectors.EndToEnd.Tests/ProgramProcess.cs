using System.Text;
using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests;

/// <summary>The real program with its arguments, in a process of its own that can be ended and started again.</summary>
internal sealed class ProgramProcess(string[] arguments, IReadOnlyDictionary<string, string>? variables = null) : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(60);
    private readonly StringBuilder before = new();
    private ServerProcess? process;

    public int Id => process!.Id;

    /// <summary>What it has printed since it was last started.</summary>
    public string Said => process?.Said ?? "";

    /// <summary>Everything it has printed, over all its starts.</summary>
    public string Output => $"{before}{Said}";

    /// <summary>Starts it and waits until it says that it is there.</summary>
    public Task StartAsync(string sign) => StartAsync(() => Task.FromResult(Said.Contains(sign, StringComparison.Ordinal)));

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync(Func<Task<bool>> ready)
    {
        if (process is not null)
        {
            before.Append(process.Said);
            await process.DisposeAsync();
        }
        process = ServerProcess.Start("dotnet", [HubProcess.Metadata("ConnectorsProgram"), .. arguments], variables);
        await Eventually.TrueAsync(ReadyAsync, StartDeadline, () => $"{Name} did not become ready; it printed:\n{Output}");

        async Task<bool> ReadyAsync()
        {
            Assert.False(process.HasExited, $"{Name} ended at once; it printed:\n{Output}");
            return await ready();
        }
    }

    /// <summary>As a power switch would end it.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>As Ctrl-C would end it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> InterruptAsync() => EndedAsync(process!.InterruptAsync);

    /// <summary>As an orchestrator would end it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync() => EndedAsync(process!.TerminateAsync);

    /// <summary>Waits until something else has ended it.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitedAsync() => EndedAsync(process!.ExitedAsync);

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        await using var end = process;
        if (!process.HasExited)
            await InterruptAsync();
    }

    private string Name => $"connectors {arguments[0]}";

    private async Task<int> EndedAsync(Func<CancellationToken, Task> end)
    {
        using var deadline = new CancellationTokenSource(EndDeadline);
        try
        {
            await end(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Name} did not end; it printed:\n{Output}");
        }
        return process!.ExitCode;
    }
}

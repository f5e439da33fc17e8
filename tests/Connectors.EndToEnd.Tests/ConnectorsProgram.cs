using System.Diagnostics;

namespace Connectors.EndToEnd.Tests;

/// <summary>Runs the real program to its end, and hands over to the letter what it prints.</summary>
internal static class ConnectorsProgram
{
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <param name="variables">Its environment, beside the test's own.</param>
    /// <param name="arguments">Each as one word.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string>? variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [HubProcess.Metadata("ConnectorsProgram"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        return (process.ExitCode, string.Concat(await streams));
    }
}

using Connectors.TestServers;

namespace Connectors.EndToEnd.Tests;

/// <summary>Runs the real program to its end.</summary>
internal static class ConnectorsProgram
{
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <param name="variables">Its environment, beside the test's own.</param>
    /// <param name="arguments">Each as one word.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string>? variables, params string[] arguments)
    {
        await using var process = ServerProcess.Start("dotnet", [HubProcess.Metadata("ConnectorsProgram"), .. arguments], variables);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.ExitedAsync(deadline.Token);
        return (process.ExitCode, process.Said);
    }
}

using System.Globalization;
using System.Reflection;
using Connectors.TestServers;

namespace Connectors.Benchmarks.Programs;

/// <summary>The real program, in processes of their own.</summary>
internal static class ConnectorsProgram
{
    /// <summary>The program's assembly.</summary>
    public static string Path { get; } =
        typeof(ConnectorsProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "ConnectorsProgram").Value!;

    /// <summary>The assembly of these benchmarks, which is also a few small programs.</summary>
    public static string Benchmarks { get; } = typeof(ConnectorsProgram).Assembly.Location;

    /// <summary>Returns once it has printed the sign.</summary>
    public static async Task<ServerProcess> StartAsync(string sign, IReadOnlyDictionary<string, string>? variables, params string[] arguments)
    {
        var program = ServerProcess.Start("dotnet", [Path, .. arguments], variables);
        while (!program.Said.Contains(sign, StringComparison.Ordinal))
        {
            if (program.HasExited)
                throw new InvalidOperationException($"connectors {arguments[0]} did not start:\n{program.Said}");
            await Task.Delay(20);
        }
        return program;
    }

    /// <summary>What a process holds in memory, in MiB.</summary>
    public static long MemoryOf(ServerProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) >> 10;
    }
}

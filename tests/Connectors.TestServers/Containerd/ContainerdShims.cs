using System.Globalization;

namespace Connectors.TestServers.Containerd;

/// <summary>What a containerd leaves running when it ends: its containers, each with a process that watches it.</summary>
public static class ContainerdShims
{
    private const int SigKill = 9;

    /// <summary>The processes that watch containers for the containerd at this socket.</summary>
    public static IReadOnlyList<int> Of(string address) =>
        [.. Processes().Where(process => Arguments(process) is var arguments && arguments.Contains("-address") && arguments.Contains(address))];

    /// <summary>Ends them and their containers, and waits until they are gone.</summary>
    public static async Task EndAsync(string address)
    {
        while (Of(address) is { Count: > 0 } shims)
        {
            // The containers first: who watches them could not be asked for them later.
            foreach (var process in Processes().Where(process => shims.Contains(Parent(process))).Concat(shims))
                TryKill(process);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static void TryKill(int process)
    {
        try
        {
            Signals.Send(process, SigKill);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static string[] Arguments(int process) => Read(process, "cmdline").Split('\0');

    private static int Parent(int process)
    {
        var stat = Read(process, "stat");
        return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

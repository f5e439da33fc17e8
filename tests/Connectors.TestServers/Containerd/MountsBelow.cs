namespace Connectors.TestServers.Containerd;

/// <summary>File systems that are mounted in a directory of a test.</summary>
public static class MountsBelow
{
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. File.ReadAllLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])
            .Where(place => place.StartsWith(directory + "/", StringComparison.Ordinal)).Reverse(),
    ];

    public static async Task RemoveAsync(string directory)
    {
        foreach (var place in Of(directory))
        {
            await using var unmount = ServerProcess.Start("umount", ["--lazy", place]);
            await unmount.ExitedAsync(CancellationToken.None);
        }
    }
}

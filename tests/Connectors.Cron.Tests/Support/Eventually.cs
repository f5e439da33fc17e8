using System.Diagnostics;

namespace Connectors.Cron.Tests.Support;

internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
                Assert.Fail("The condition did not become true in 60 s.");
            await Task.Delay(5);
        }
    }

    /// <summary>Waits until the list has so many items, then tells what they are.</summary>
    public static async Task<IReadOnlyList<T>> CountAsync<T>(Func<IReadOnlyList<T>> list, int count)
    {
        await TrueAsync(() => list().Count >= count);
        return list();
    }
}

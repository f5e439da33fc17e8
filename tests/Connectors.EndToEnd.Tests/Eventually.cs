namespace Connectors.EndToEnd.Tests;

/// <summary>Waits for something another process does; polls, because there is nothing to await across processes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> otherwise)
    {
        using var timer = new PeriodicTimer(Pause);
        using var end = new CancellationTokenSource(deadline);
        while (!await condition())
        {
            if (end.IsCancellationRequested)
                Assert.Fail(otherwise());
            await timer.WaitForNextTickAsync();
        }
    }
}

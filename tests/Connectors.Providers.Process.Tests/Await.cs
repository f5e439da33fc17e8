namespace Connectors.Providers.Process.Tests;

/// <summary>Waits for what shows itself nowhere but in its effect.</summary>
internal static class Await
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"not in time: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

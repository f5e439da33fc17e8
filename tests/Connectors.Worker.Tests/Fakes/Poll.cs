using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>Waits for conditions, with a deadline that only a failing test reaches.</summary>
internal static class Poll
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition, FakeTimeProvider? advance = null, TimeSpan? step = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Deadline, "the condition did not come true in time");
            advance?.Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
}

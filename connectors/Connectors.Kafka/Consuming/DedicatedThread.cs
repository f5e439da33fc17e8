namespace Connectors.Kafka.Consuming;

/// <summary>Runs what blocks on a thread of its own, so that the pool's are left to those who do not.</summary>
internal static class DedicatedThread
{
    /// <returns>Ends as the work ends.</returns>
    public static Task RunAsync(string name, Action work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                work();
                ended.SetResult();
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return ended.Task;
    }
}

using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Invocations;

/// <summary>One call under way: holds its place at the function, at a replica and in the numbers until disposed. One user at a time.</summary>
internal sealed class FunctionCall : IDisposable
{
    // The status under which calls are counted whose caller left before there was one.
    private const int CallerLeft = 499;

    private readonly FunctionNumbers? numbers;
    private readonly long started;
    private HashSet<Uri>? tried;
    private Uri? replica;
    private int disposed;

    public FunctionCall(FunctionNumbers numbers, long started)
    {
        this.numbers = numbers;
        this.started = started;
    }

    private FunctionCall()
    {
    }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public CallFailure? Failure { get; set; }

    /// <summary>The status the caller sees.</summary>
    public int Status { get; set; } = CallerLeft;

    /// <summary>A call that ended before it began: of an unknown function, which is not counted.</summary>
    public static FunctionCall Unbegun(CallFailure failure) => new() { Failure = failure, Status = failure.Status };

    /// <summary>Leaves the replica tried before, if any, and takes another.</summary>
    public Uri? NextReplica(IReadOnlyList<Uri> ready)
    {
        if (replica is not null)
        {
            (tried ??= []).Add(replica);
            numbers!.Replicas.Release(replica);
        }
        return replica = numbers!.Replicas.Take(ready, tried);
    }

    public void Dispose()
    {
        if (numbers is null || Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        if (replica is not null)
            numbers.Replicas.Release(replica);
        numbers.Places.Release();
        numbers.Ended(Status, started);
    }
}

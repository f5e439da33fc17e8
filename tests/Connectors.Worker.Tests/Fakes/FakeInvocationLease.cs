using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>A lease that writes down how it ends and reads result bodies as a queue does.</summary>
internal sealed class FakeInvocationLease : IInvocationLease
{
    public static readonly FunctionName Shout = new("shout", FunctionName.DefaultNamespace);

    private readonly CancellationTokenSource interrupted = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Invocation Invocation { get; init; } = New(Shout);

    public int Attempt { get; init; } = 1;

    public DateTimeOffset? UnreachableSince { get; init; }

    public CancellationToken Interrupted => interrupted.Token;

    public LeaseInterruption Interruption { get; private set; }

    /// <summary>How often ending is refused because the store is away.</summary>
    public int UnavailableTimes { get; set; }

    /// <summary>True: a body is read before the store turns out to be away, as a full disk does.</summary>
    public bool ReadsBeforeUnavailable { get; set; }

    public ConcurrentQueue<AttemptOutcome> Outcomes { get; } = new();

    public AttemptOutcome Outcome => Assert.Single(Outcomes);

    public byte[]? StoredBody { get; private set; }

    public bool Disposed { get; private set; }

    /// <summary>Completes when the lease was disposed.</summary>
    public Task Ended => ended.Task;

    public static Invocation New(FunctionName function) => new()
    {
        CallId = CallId.New(),
        Queue = "faas-request",
        Function = function,
        Method = "PUT",
        PathAndQuery = "/path?q=1",
        Headers = new InvocationHeaders { { "Content-Type", "text/plain" }, { "X-Call-Id", "spoofed" }, { "X-Retry", "99" } },
        Body = InvocationBody.FromMemory("hello"u8.ToArray()),
        AcceptedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Run = 1,
    };

    public void Interrupt(LeaseInterruption why)
    {
        Interruption = why;
        interrupted.Cancel();
    }

    public async ValueTask<bool> EndAsync(AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (UnavailableTimes > 0 && !ReadsBeforeUnavailable)
            ThrowUnavailable();
        var body = outcome switch
        {
            AttemptOutcome.Completed completed => completed.Result.Body,
            AttemptOutcome.Dead dead => dead.Result.Body,
            _ => InvocationBody.Empty,
        };
        var stored = new MemoryStream();
        await using (var stream = await body.OpenReadAsync(cancellationToken))
            await stream.CopyToAsync(stored, cancellationToken);
        if (UnavailableTimes > 0)
            ThrowUnavailable();
        if (interrupted.IsCancellationRequested)
            return false;
        StoredBody = stored.ToArray();
        Outcomes.Enqueue(outcome);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        ended.TrySetResult();
        return default;
    }

    private void ThrowUnavailable()
    {
        UnavailableTimes--;
        throw new QueueUnavailableException("the disk is full");
    }
}

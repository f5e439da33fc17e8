using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Core.Queues;

/// <summary>Callbacks to deliver: durable, each with tries of its own, apart from the invocations they report. Thread-safe.</summary>
public interface ICallbackQueue
{
    /// <summary>Waits until at least one callback is due, then leases up to <paramref name="count"/>, callback targets (hosts) taking turns.</summary>
    /// <exception cref="OperationCanceledException">The token fired; nothing is leased.</exception>
    /// <exception cref="QueueUnavailableException">The store is out of reach; ask again later.</exception>
    ValueTask<IReadOnlyList<ICallbackLease>> LeaseAsync(string worker, int count, CancellationToken cancellationToken);
}

/// <summary>The right and duty to try one delivery; renews itself until ended or disposed.</summary>
public interface ICallbackLease : IAsyncDisposable
{
    /// <summary>What to deliver.</summary>
    CallbackDelivery Delivery { get; }

    /// <summary>1 for the first try.</summary>
    int Attempt { get; }

    /// <summary>Fires when the lease was lost: abort.</summary>
    CancellationToken Lost { get; }

    /// <summary>Ends the lease; false when it was not this lease's to end any more.</summary>
    /// <exception cref="QueueUnavailableException">The store is out of reach; the lease goes on, try again.</exception>
    ValueTask<bool> EndAsync(CallbackOutcome outcome, CancellationToken cancellationToken);
}

/// <summary>A callback to send.</summary>
public sealed record CallbackDelivery
{
    /// <summary>The invocation it reports.</summary>
    public required CallId CallId { get; init; }

    /// <summary>Passed on as <c>X-Correlation-Id</c>.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Stable over retries, new with each redrive: the <c>webhook-id</c>.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The function that ran.</summary>
    public required FunctionName Function { get; init; }

    /// <summary>Where to.</summary>
    public required Uri Url { get; init; }

    /// <summary>What the function answered.</summary>
    public required FunctionResult Result { get; init; }

    /// <summary>How many attempts there were, the last included.</summary>
    public required int Attempts { get; init; }
}

/// <summary>How a try of a callback ends.</summary>
public abstract record CallbackOutcome
{
    private CallbackOutcome()
    {
    }

    /// <summary>The target answered 2xx.</summary>
    public sealed record Delivered : CallbackOutcome;

    /// <summary>Again after a delay.</summary>
    public sealed record RetryAfter(TimeSpan Delay, string Error) : CallbackOutcome;

    /// <summary>No more tries.</summary>
    public sealed record Dead(string Error) : CallbackOutcome;

    /// <summary>Back as if it had not been leased.</summary>
    public sealed record GiveBack : CallbackOutcome;
}

using System.Collections.Concurrent;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Worker.Tests.Fakes;

/// <summary>A lease of a callback that writes down how it ends.</summary>
internal sealed class FakeCallbackLease(Uri url) : ICallbackLease
{
    private readonly CancellationTokenSource lost = new();

    public CallbackDelivery Delivery { get; init; } = To(url);

    public int Attempt { get; init; } = 1;

    public CancellationToken Lost => lost.Token;

    public ConcurrentQueue<CallbackOutcome> Outcomes { get; } = new();

    public static CallbackDelivery To(Uri url, InvocationBody? body = null, InvocationHeaders? headers = null, int status = 200) => new()
    {
        CallId = CallId.Parse("call-1"),
        DeliveryId = "delivery-1",
        Function = FakeInvocationLease.Shout,
        Url = url,
        Attempts = 3,
        Result = new FunctionResult
        {
            Status = status,
            Seconds = 0.25,
            Body = body ?? InvocationBody.FromMemory("HELLO"u8.ToArray()),
            Headers = headers ?? new InvocationHeaders { { "Content-Type", "text/plain" } },
        },
    };

    public void Lose() => lost.Cancel();

    public ValueTask<bool> EndAsync(CallbackOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Outcomes.Enqueue(outcome);
        return new(true);
    }

    public ValueTask DisposeAsync() => default;
}

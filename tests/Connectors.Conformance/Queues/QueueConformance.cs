using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Conformance.Queues;

/// <summary>
/// What every queue's tests stand on. The suites beside it are written against the promises alone; a queue inherits each of them and
/// says in <see cref="StartAsync"/> how it is started. Time is real, leases are short where they must run out.
/// </summary>
public abstract class QueueConformance : IAsyncLifetime
{
    protected const string QueueName = "faas-request";

    protected static readonly FunctionName Shout = new("shout", "openfaas-fn");
    protected static readonly FunctionName Other = new("other", "openfaas-fn");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private IQueueUnderTest? subject;

    protected IQueueUnderTest Subject => subject!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected virtual QueueTestOptions Options => new();

    public async ValueTask InitializeAsync() => subject = await StartAsync(Options);

    public async ValueTask DisposeAsync()
    {
        if (subject is not null)
            await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IQueueUnderTest> StartAsync(QueueTestOptions options);

    protected static NewInvocation Call(string body = "hello") => CallOf(Shout, body);

    protected static NewInvocation CallOf(FunctionName function, string body = "hello") =>
        new() { Queue = QueueName, Function = function, Body = InvocationBody.FromMemory(Encoding.UTF8.GetBytes(body)) };

    protected async Task<CallId> EnqueueAsync(NewInvocation invocation) => (await Subject.Queue.EnqueueAsync(invocation, Cancellation)).CallId;

    protected async Task<IReadOnlyList<IInvocationLease>> LeaseAsync(int count, IFunctionLimits? limits = null, string? queue = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Deadline);
        return await Subject.Queue.LeaseAsync(
            new LeaseRequest { Worker = "tester", Count = count, Limits = limits ?? new FunctionLimits(), Queue = queue }, deadline.Token);
    }

    protected async Task<IInvocationLease> LeaseOneAsync() => (await LeaseAsync(1))[0];

    protected async Task<ICallbackLease> LeaseCallbackAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Deadline);
        return (await Subject.Callbacks.LeaseAsync("caller", 1, deadline.Token))[0];
    }

    /// <summary>Everything that may run now: a call that surely may run is queued behind it, and leasing goes on until it comes.</summary>
    protected async Task<List<IInvocationLease>> LeaseAllAsync()
    {
        var last = await EnqueueAsync(CallOf(new FunctionName("sentinel", "openfaas-fn")) with { Queue = "sentinel" });
        var leases = new List<IInvocationLease>();
        for (var came = false; !came;)
        {
            foreach (var lease in await LeaseAsync(1000))
            {
                if (lease.Invocation.CallId == last)
                    came = await CompleteAsync(lease);
                else
                    leases.Add(lease);
            }
        }
        return leases;
    }

    protected static async Task<bool> CompleteAsync(IInvocationLease lease, string answer = "HELLO", int status = 200) =>
        await lease.EndAsync(new AttemptOutcome.Completed(Report(status), Answer(answer, status)), Cancellation);

    protected static async Task<bool> KillAsync(IInvocationLease lease, string reason = "no more attempts") =>
        await lease.EndAsync(new AttemptOutcome.Dead(Report(500), Answer("broken", 500), reason), Cancellation);

    protected static async Task<bool> RetryAsync(IInvocationLease lease, TimeSpan delay = default, bool counts = true) =>
        await lease.EndAsync(new AttemptOutcome.RetryAfter(Report(counts ? 503 : null, counts ? null : "connection refused"), delay, counts), Cancellation);

    protected static AttemptReport Report(int? status, string? error = null) => new(TimeProvider.System.GetUtcNow(), 0.25, status, error);

    protected static FunctionResult Answer(string body, int status = 200) => new()
    {
        Status = status,
        Headers = { { "Content-Type", "text/plain" }, { "Set-Cookie", "a=1" }, { "Set-Cookie", "b=2" } },
        Body = InvocationBody.FromMemory(Encoding.UTF8.GetBytes(body)),
        Seconds = 0.25,
    };

    protected async Task<InvocationRecord> RecordAsync(CallId callId) =>
        await Subject.Records.GetAsync(callId, Cancellation) ?? throw new InvalidOperationException($"There is no record of {callId}.");

    protected async Task<InvocationState> StateAsync(CallId callId) => (await RecordAsync(callId)).State;

    protected static async Task<string> TextAsync(InvocationBody body) => Encoding.UTF8.GetString(await BytesAsync(body));

    protected static async Task<byte[]> BytesAsync(InvocationBody body)
    {
        await using var stream = await body.OpenReadAsync(Cancellation);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        // Twice, as those do that send it as the content of a request.
        await stream.DisposeAsync();
        return copy.ToArray();
    }

    /// <summary>Waits until it is so.</summary>
    protected static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Deadline);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
    }

    /// <summary>Waits until the token fires.</summary>
    protected static async Task FiresAsync(CancellationToken token)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(fired.SetResult);
        await fired.Task.WaitAsync(Deadline, Cancellation);
    }

    protected void Requires(QueueFeatures feature) =>
        Assert.SkipUnless(Subject.Features.HasFlag(feature), $"This queue does not declare {feature}.");
}

using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite;
using Connectors.Worker.Tests.Fakes;

namespace Connectors.Worker.Tests.Leasing;

/// <summary>The worker on the embedded queue, while functions with a backlog hold its places.</summary>
public sealed class FirstCallTests : IAsyncDisposable
{
    private static readonly FunctionName Other = new("other", FunctionName.DefaultNamespace);

    private readonly string folder = Directory.CreateTempSubdirectory("connectors-worker-").FullName;
    private readonly ConcurrentQueue<TaskCompletionSource> running = new();
    private readonly WorkerRig rig;

    public FirstCallTests()
    {
        rig = new() { Configure = services => services.AddSqliteQueue(new QueueSettings { AckWait = TimeSpan.FromHours(1) }, folder) };
        rig.Invoker.Answer = async (_, cancellation) =>
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running.Enqueue(end);
            await end.Task.WaitAsync(cancellation);
            return FakeInvoker.Reply(200);
        };
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await rig.Service.StopAsync(now.Token).Soon();
        await rig.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    public async Task A_burst_of_one_function_leaves_a_place_for_anothers_first_call(int places)
    {
        rig.Worker.MaxInflight = places;
        await StartAsync(bursts: 1, held: Math.Max(1, places * 8 / 9));
        await EnqueueAsync(Other);
        await Poll.UntilAsync(() => Calls(Other) == 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Where_bursts_hold_every_place_the_first_that_becomes_free_is_anothers_first_call(int places)
    {
        rig.Worker.MaxInflight = places;
        await StartAsync(bursts: places, held: places);
        await EnqueueAsync(Other);
        Assert.True(running.TryDequeue(out var one));
        one.SetResult();
        await Poll.UntilAsync(() => rig.Invoker.Requests.Count == places + 1);
        Assert.Equal(Other, rig.Invoker.Requests.Last().Function);
    }

    private async Task StartAsync(int bursts, int held)
    {
        for (var number = 0; number < bursts; number++)
        {
            var burst = new FunctionName($"burst{number}", FunctionName.DefaultNamespace);
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => EnqueueAsync(burst)));
        }
        await rig.Service.StartAsync(CancellationToken.None);
        await Poll.UntilAsync(() => running.Count >= held);
    }

    private async Task EnqueueAsync(FunctionName function) =>
        await rig.Get<IInvocationQueue>().EnqueueAsync(new NewInvocation { Queue = "faas-request", Function = function }, TestContext.Current.CancellationToken);

    private int Calls(FunctionName function) => rig.Invoker.Requests.Count(request => request.Function == function);
}

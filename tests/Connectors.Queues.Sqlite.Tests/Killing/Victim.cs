using Connectors.Conformance.Queues;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Queues.Sqlite.Tests.Killing;

/// <summary>Enqueues and completes without end, and says on its standard output what it has been promised, line by line, until it is killed.</summary>
internal static class Victim
{
    public static async Task<int> RunAsync(string directory)
    {
        await using var store = SqliteStore.Open(new QueueSettings { InlineLimit = new(1000) }, directory, TimeProvider.System, NullLogger.Instance);
        var queue = new SqliteInvocationQueue(store);
        await Task.WhenAll([.. Enumerable.Range(0, 16).Select(_ => EnqueueAsync(queue)), WorkAsync(queue)]);
        return 0;
    }

    private static async Task EnqueueAsync(SqliteInvocationQueue queue)
    {
        for (var n = 0; ; n++)
        {
            var body = InvocationBody.FromMemory(new byte[n % 5 == 0 ? 2000 : 100]);
            var result = await queue.EnqueueAsync(new NewInvocation { Queue = "q", Function = new("shout", "openfaas-fn"), Body = body }, CancellationToken.None);
            Say($"accepted {result.CallId}");
        }
    }

    private static async Task WorkAsync(SqliteInvocationQueue queue)
    {
        while (true)
        {
            var request = new LeaseRequest { Worker = "victim", Count = 4, Limits = new FunctionLimits() };
            foreach (var lease in await queue.LeaseAsync(request, CancellationToken.None))
            {
                var report = new AttemptReport(TimeProvider.System.GetUtcNow(), 0, 200, null);
                if (await lease.EndAsync(new AttemptOutcome.Completed(report, new FunctionResult { Status = 200 }), CancellationToken.None))
                    Say($"completed {lease.Invocation.CallId}");
            }
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}

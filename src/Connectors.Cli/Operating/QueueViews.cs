using System.CommandLine;
using Connectors.Core.Queues;

namespace Connectors.Cli.Operating;

/// <summary><c>queue list</c> and <c>queue show</c>.</summary>
internal static class QueueViews
{
    private static readonly string[] Columns = ["QUEUE", "PENDING", "RUNNING", "DELAYED", "DEAD", "CALLBACKS", "OLDEST", "CONSUMERS", "STATE"];
    private static readonly string[] FunctionColumns = ["FUNCTION", "PENDING", "RUNNING", "DELAYED", "DEAD", "STATE"];

    public static IEnumerable<Command> Of(OperatorCommand commands)
    {
        yield return commands.Of("list", "List the queues with their numbers.", [], (session, _, cancellation) => ListAsync(session, cancellation));
        var queue = Names.Queue();
        yield return commands.Of(
            "show", "Show one queue, function by function.", [queue], (session, parsed, cancellation) => ShowAsync(session, parsed.GetRequiredValue(queue), cancellation));
    }

    private static async Task ListAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var queues = await session.Api.QueuesAsync(cancellationToken);
        if (session.Json)
            session.Printer.Json(queues, QueueJson.Default.IReadOnlyListQueueStatus);
        else if (queues.Count == 0)
            session.Printer.Note("There is no queue yet: one is there from its first call on.");
        else
            session.Printer.Table(Columns, [.. queues.Select(Row)]);
    }

    private static async Task ShowAsync(OperatorSession session, string name, CancellationToken cancellationToken)
    {
        var queue = await session.Api.QueueAsync(name, cancellationToken);
        if (session.Json)
        {
            session.Printer.Json(queue, QueueJson.Default.QueueStatus);
            return;
        }
        session.Printer.Facts(
            ("queue", queue.Queue), ("state", State(queue.Paused)), ("pending", Shown.Number(queue.Pending)), ("running", Shown.Number(queue.Running)),
            ("delayed", Shown.Number(queue.Delayed)), ("dead", Shown.Number(queue.Dead)), ("callbacks", Shown.Number(queue.CallbacksPending)),
            ("oldest", Shown.Age(queue.OldestPendingSeconds)), ("consumers", Shown.Number(queue.Consumers)));
        if (queue.Functions.Count == 0)
        {
            session.Printer.Note("No call of any function waits, runs or is dead, and none is paused.");
            return;
        }
        session.Printer.Line("");
        session.Printer.Table(FunctionColumns, [.. queue.Functions.Select(Row)]);
    }

    private static string[] Row(QueueStatus queue) =>
    [
        queue.Queue, Shown.Number(queue.Pending), Shown.Number(queue.Running), Shown.Number(queue.Delayed), Shown.Number(queue.Dead),
        Shown.Number(queue.CallbacksPending), Shown.Age(queue.OldestPendingSeconds), Shown.Number(queue.Consumers), State(queue),
    ];

    private static string[] Row(FunctionQueueStatus function) =>
    [
        Shown.Function(function.Function, function.Namespace), Shown.Number(function.Pending), Shown.Number(function.Running),
        Shown.Number(function.Delayed), Shown.Number(function.Dead), State(function.Paused),
    ];

    private static string State(QueueStatus queue)
    {
        var paused = queue.Functions.Count(function => function.Paused);
        return paused == 0 ? State(queue.Paused) : $"{State(queue.Paused)}, {paused} function{(paused == 1 ? "" : "s")} paused";
    }

    private static string State(bool paused) => paused ? "paused" : "open";
}

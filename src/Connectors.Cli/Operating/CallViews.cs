using System.CommandLine;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Cli.Operating;

/// <summary><c>queue call</c>, <c>queue dead-letter</c> and <c>queue cancel</c>: one call.</summary>
internal static class CallViews
{
    private static readonly string[] AttemptColumns = ["RUN", "ATTEMPT", "STARTED", "SECONDS", "STATUS", "WORKER", "ERROR"];

    public static IEnumerable<Command> Of(OperatorCommand commands)
    {
        var (id, result) = (Names.CallId(), new Option<bool>("--result") { Description = "Print what the function answered, byte for byte, and nothing else." });
        yield return commands.Of("call", "Show one call with all its attempts, or its result.", [id, result], (session, parsed, cancellation) =>
            parsed.GetValue(result) ? ResultAsync(session, parsed.GetRequiredValue(id), cancellation) : ShowAsync(session, session.Api.CallAsync(parsed.GetRequiredValue(id), cancellation)));

        var (queue, letter) = (Names.Queue(), Names.CallId());
        yield return commands.Of("dead-letter", "Show one dead letter with its history.", [queue, letter], async (session, parsed, cancellation) =>
        {
            var known = await session.Api.QueueAsync(parsed.GetRequiredValue(queue), cancellation);
            await ShowAsync(session, session.Api.DeadLetterAsync(known.Queue, parsed.GetRequiredValue(letter), cancellation));
        });

        var cancelled = Names.CallId();
        yield return commands.Of("cancel", "Cancel one call, queued or running.", [cancelled], async (session, parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(cancelled);
            await session.Api.CancelAsync(name, cancellation);
            session.Printer.Note($"Call {name} is cancelled.");
        });
    }

    private static async Task ShowAsync(OperatorSession session, Task<InvocationRecord> asked)
    {
        var record = await asked;
        if (session.Json)
        {
            session.Printer.Json(record, QueueJson.Default.InvocationRecord);
            return;
        }
        session.Printer.Facts(
            ("call", record.CallId), ("correlation", record.CorrelationId ?? ""), ("queue", record.Queue), ("function", Shown.Function(record.Function, record.Namespace)),
            ("state", Shown.State(record.State)), ("reason", record.Reason ?? ""), ("run", Shown.Number(record.Run)), ("accepted", Shown.Moment(record.AcceptedAt)),
            ("due", Shown.Moment(record.NotBefore)), ("callback", Callback(record.Callback)), ("result", Result(record.Result)));
        if (record.Attempts.Count == 0)
            return;
        session.Printer.Line("");
        session.Printer.Table(AttemptColumns, [.. record.Attempts.Select(Row)]);
    }

    private static async Task ResultAsync(OperatorSession session, string id, CancellationToken cancellationToken)
    {
        using var answer = await session.Api.ResultAsync(id, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (session.Surroundings.Bytes is { } bytes)
        {
            await body.CopyToAsync(bytes, cancellationToken);
            await bytes.FlushAsync(cancellationToken);
            return;
        }
        using var reader = new StreamReader(body, Encoding.UTF8);
        await session.Surroundings.Output.WriteAsync(await reader.ReadToEndAsync(cancellationToken));
    }

    private static string Callback(InvocationCallback? callback) => callback is null
        ? ""
        : $"{callback.Url}, {callback.State.ToString().ToLowerInvariant()} after {Shown.Number(callback.Attempts)} {(callback.Attempts == 1 ? "try" : "tries")}{(callback.LastError is { } error ? $": {error}" : "")}";

    private static string Result(InvocationResultSummary? result) => result is null
        ? ""
        : $"status {Shown.Number(result.Status)}, {Shown.Number(result.Bytes)} bytes{(result.ExpiresAt is { } end ? $", kept until {Shown.Moment(end)}" : "")}";

    private static string[] Row(InvocationAttempt attempt) =>
    [
        Shown.Number(attempt.Run), Shown.Number(attempt.Number), Shown.Moment(attempt.StartedAt), Shown.Seconds(attempt.Seconds),
        Shown.Number(attempt.Status), attempt.Worker, attempt.Error ?? "",
    ];
}

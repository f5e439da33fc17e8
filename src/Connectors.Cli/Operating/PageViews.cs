using System.CommandLine;
using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Cli.Operating;

/// <summary><c>queue invocations</c> and <c>queue dead-letters</c>: lists that come by the page.</summary>
internal static class PageViews
{
    private const int LargestPage = 1000;
    private static readonly string[] InvocationColumns = ["CALL ID", "FUNCTION", "STATE", "RUN", "ATTEMPTS", "ACCEPTED", "DUE", "LAST"];
    private static readonly string[] DeadColumns = ["CALL ID", "FUNCTION", "RUN", "ATTEMPTS", "ACCEPTED", "REASON"];

    public static IEnumerable<Command> Of(OperatorCommand commands)
    {
        string[] states = [.. Enum.GetValues<InvocationState>().Select(Shown.State)];
        var state = new Option<string>("--state") { HelpName = "state", Description = $"In this state only: {string.Join(", ", states[..^1])} or {states[^1]}." };
        state.AcceptOnlyFromAmong(states);
        yield return List(commands, "invocations", "List the calls of a queue, newest first.", state, InvocationColumns, Invocation);
        yield return List(commands, "dead-letters", "List the calls of a queue that have no attempts left, newest first.", null, DeadColumns, Dead);
    }

    private static Command List(OperatorCommand commands, string name, string description, Option<string>? state, string[] columns, Func<InvocationRecord, string[]> row)
    {
        var (queue, function, all) = (Names.Queue(), Names.Function(), Names.All("All of them, page after page."));
        var limit = new Option<int?>("--limit") { HelpName = "count", Description = "At most so many, 1 to 1000. Default: 100" };
        var after = new Option<string>("--after") { HelpName = "place", Description = "Go on where a page before has ended." };
        Symbol[] symbols = [queue, .. state is null ? Array.Empty<Symbol>() : [state], function, limit, after, all];
        return commands.Of(name, description, symbols, async (session, parsed, cancellation) =>
        {
            if (parsed.GetValue(all) && (parsed.GetValue(limit) is not null || parsed.GetValue(after) is not null))
                throw OperatorFaultException.Usage("--all goes with neither --limit nor --after; leave it or them out");
            var known = await session.Api.QueueAsync(parsed.GetRequiredValue(queue), cancellation);
            var size = parsed.GetValue(all) ? LargestPage : parsed.GetValue(limit);
            var page = await ReadAsync(session, parsed.GetValue(all), parsed.GetValue(after), place => $"/{QueueApi.Escape(known.Queue)}/{name}" + Names.Query(
                ("state", state is null ? null : parsed.GetValue(state)), ("function", parsed.GetValue(function)),
                ("limit", size?.ToString(CultureInfo.InvariantCulture)), ("after", place)), cancellation);
            Print(session, page, columns, row);
        });
    }

    private static async Task<Page<InvocationRecord>> ReadAsync(OperatorSession session, bool all, string? after, Func<string?, string> route, CancellationToken cancellationToken)
    {
        var page = await session.Api.PageAsync(route(after), cancellationToken);
        if (!all || page.Next is null)
            return page;
        var items = new List<InvocationRecord>(page.Items);
        while (page.Next is { } next)
        {
            page = await session.Api.PageAsync(route(next), cancellationToken);
            items.AddRange(page.Items);
        }
        return new Page<InvocationRecord>(items, null);
    }

    private static void Print(OperatorSession session, Page<InvocationRecord> page, string[] columns, Func<InvocationRecord, string[]> row)
    {
        if (session.Json)
        {
            session.Printer.Json(page, QueueJson.Default.PageInvocationRecord);
            return;
        }
        session.Printer.Table(columns, [.. page.Items.Select(row)]);
        if (page.Items.Count == 0)
            session.Printer.Note("There is none.");
        if (page.Next is { } next)
            session.Printer.Note($"There are more: go on with --after {next}, or see them all with --all.");
    }

    private static string[] Invocation(InvocationRecord record) =>
    [
        record.CallId, Shown.Function(record.Function, record.Namespace), Shown.State(record.State), Shown.Number(record.Run),
        Shown.Number(record.AttemptCount), Shown.Moment(record.AcceptedAt), Shown.Moment(record.NotBefore), Shown.Last(record),
    ];

    private static string[] Dead(InvocationRecord record) =>
    [
        record.CallId, Shown.Function(record.Function, record.Namespace), Shown.Number(record.Run), Shown.Number(record.AttemptCount),
        Shown.Moment(record.AcceptedAt), record.Reason ?? Shown.Last(record),
    ];
}

using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Gateway.Page;

/// <summary>The calls that died last.</summary>
internal sealed class DeadLettersPart(IQueueStatistics statistics, IDeadLetters letters) : IPagePart
{
    private const int Shown = 20;

    // Each is a question to the queue.
    private const int MostQueues = 50;

    public string Title => "Last dead letters";

    public async Task<Html> RenderAsync(int page, CancellationToken cancellationToken)
    {
        var found = new List<InvocationRecord>();
        var queues = (await statistics.GetAsync(cancellationToken)).Where(queue => queue.Dead > 0).ToList();
        foreach (var queue in queues.Take(MostQueues))
            found.AddRange((await letters.ListAsync(new InvocationQuery { Queue = queue.Queue, Limit = Shown }, cancellationToken)).Items);
        if (found.Count == 0)
            return Html.Of($"<p class=\"note\">None.</p>");
        var last = found.OrderByDescending(DiedAt).Take(Shown);
        var note = queues.Count > MostQueues ? Html.Of($"<p class=\"note\">Of the first {MostQueues} of {queues.Count} queues that have some.</p>") : Html.Empty;
        return Html.Of($"""
            <table><thead><tr><th>Died<th>Function<th>Queue<th>Call<th class="number">Attempts<th>Why</thead>
            <tbody>{last.Select(Row)}</tbody></table>{note}
            """);
    }

    private static Html Row(InvocationRecord record) => Html.Of($"""
        <tr><td>{DiedAt(record).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}<td><code>{record.Function}.{record.Namespace}</code><td><code>{record.Queue}</code>
        <td><code>{record.CallId}</code><td class="number">{record.AttemptCount}<td>{record.Reason}

        """);

    private static DateTimeOffset DiedAt(InvocationRecord record) =>
        record.Attempts is [.., var last] ? last.StartedAt.AddSeconds(last.Seconds ?? 0).ToUniversalTime() : record.AcceptedAt.ToUniversalTime();
}

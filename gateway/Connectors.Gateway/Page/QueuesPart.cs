using Connectors.Core.Queues;

namespace Connectors.Gateway.Page;

/// <summary>The queues and how full they are.</summary>
internal sealed class QueuesPart(IQueueStatistics statistics) : IPagePart
{
    private const int MostPaused = 20;

    public string Title => "Queues";

    public async Task<Html> RenderAsync(int page, CancellationToken cancellationToken)
    {
        var queues = await statistics.GetAsync(cancellationToken);
        return queues.Count == 0
            ? Html.Of($"<p class=\"note\">Nothing has been queued yet.</p>")
            : Html.Of($"""
                <table><thead><tr><th>Queue<th class="number">Waiting<th class="number">Running<th class="number">Delayed<th class="number">Dead
                <th class="number">Callbacks<th class="number">Oldest waits<th class="number">Workers</thead>
                <tbody>{queues.Select(Row)}</tbody></table>
                """);
    }

    private static Html Row(QueueStatus queue) => Html.Of($"""
        <tr><td><code>{queue.Queue}</code>{(queue.Paused ? Html.Of($" <span class=\"bad\">(paused)</span>") : Html.Empty)}{Paused(queue)}<td class="number">{queue.Pending}<td class="number">{queue.Running}<td class="number">{queue.Delayed}
        <td class="number{(queue.Dead > 0 ? " bad" : "")}">{queue.Dead}<td class="number">{queue.CallbacksPending}<td class="number">{(long)queue.OldestPendingSeconds} s
        <td class="number{(queue.Consumers == 0 ? " bad" : "")}">{(queue.Consumers is { } workers ? Html.Of($"{workers}") : Html.Of($"–"))}

        """);

    private static Html Paused(QueueStatus queue)
    {
        var paused = queue.Functions.Where(function => function.Paused).ToList();
        if (paused.Count == 0)
            return Html.Empty;
        var more = paused.Count > MostPaused ? $" and {paused.Count - MostPaused} more" : "";
        return Html.Of($"<br><span class=\"bad\">paused: {string.Join(", ", paused.Take(MostPaused).Select(function => $"{function.Function}.{function.Namespace}"))}{more}</span>");
    }
}

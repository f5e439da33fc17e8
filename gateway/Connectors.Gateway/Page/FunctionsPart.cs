using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Page;

/// <summary>The functions of all namespaces, some at a time: what makes them run, their replicas, and why none is ready.</summary>
internal sealed class FunctionsPart(IFunctionCatalogue catalogue, IFunctionResolution resolution, FunctionTraffic traffic) : IPagePart
{
    private const int OnePage = 200;

    public string Title => "Functions";

    public async Task<Html> RenderAsync(int page, CancellationToken cancellationToken)
    {
        var all = await catalogue.ListAsync(null, cancellationToken);
        if (all.Count == 0)
            return Html.Of($"<p class=\"note\">None is deployed.</p>");
        var pages = (all.Count + OnePage - 1) / OnePage;
        page = Math.Min(page, pages);
        var first = (page - 1) * OnePage;
        var shown = all.Skip(first).Take(OnePage).ToList();
        var rows = new List<Html>(shown.Count);
        foreach (var function in shown)
            rows.Add(Row(function, await ReasonAsync(function, cancellationToken)));
        return Html.Of($"""
            <table><caption>{first + 1} to {first + shown.Count} of {all.Count}</caption>
            <thead><tr><th>Function<th>Image<th>Runs by<th class="number">Ready<th class="number">Wanted<th class="number">Calls<th class="number">Under way</thead>
            <tbody>{rows}</tbody></table>{Pages(page, pages)}
            """);
    }

    private async ValueTask<string?> ReasonAsync(FunctionStatus function, CancellationToken cancellationToken) =>
        function is { AvailableReplicas: 0, Replicas: > 0 } ? (await resolution.ResolveAsync(function.FullName, cancellationToken))?.NotReadyReason : null;

    private Html Row(FunctionStatus function, string? notReady) => Html.Of($"""
        <tr><td><code>{function.FullName.ToString()}</code>{(notReady is null ? Html.Empty : Html.Of($"<br><span class=\"bad\">not ready: {notReady}</span>"))}<td>{function.Image}<td>{Triggers(function)}
        <td class="number{(function.AvailableReplicas < function.Replicas ? " bad" : "")}">{function.AvailableReplicas}<td class="number">{function.Replicas}
        <td class="number">{traffic.Total(function.FullName)}<td class="number">{traffic.InFlight(function.FullName)}

        """);

    private static Html Triggers(FunctionStatus function)
    {
        var topic = KnownAnnotations.Value(function.Annotations, KnownAnnotations.Topic);
        var schedule = KnownAnnotations.Value(function.Annotations, KnownAnnotations.Schedule);
        return (topic, schedule) switch
        {
            (null, null) => Html.Of($"<span class=\"note\">calls</span>"),
            (_, null) => Html.Of($"<code>{topic}</code>"),
            (null, _) => Html.Of($"<code>{schedule}</code>"),
            _ => Html.Of($"<code>{topic}</code> <code>{schedule}</code>"),
        };
    }

    private static Html Pages(int page, int pages)
    {
        if (pages == 1)
            return Html.Empty;
        var before = page > 1 ? Html.Of($"<a href=\"?page={page - 1}\">Previous</a>") : Html.Empty;
        var after = page < pages ? Html.Of($"<a href=\"?page={page + 1}\">Next</a>") : Html.Empty;
        return Html.Of($"<nav aria-label=\"Pages of functions\">{before}<span>Page {page} of {pages}</span>{after}</nav>");
    }
}

using Connectors.Core.Describing;

namespace Connectors.Gateway.Page;

/// <summary>The connectors of this process, what is wrong with them, and topics that nobody reads.</summary>
internal sealed class ConnectorsPart(IConnectorOverview overview) : IPagePart
{
    private const int MostTopics = 50;

    public string Title => "Connectors";

    public Task<Html> RenderAsync(int page, CancellationToken cancellationToken)
    {
        var all = overview.Read();
        var fault = all.Fault is null ? Html.Empty : Html.Of($"<p class=\"bad\">The topics may be out of date: {all.Fault}</p>");
        return Task.FromResult(Html.Of($"""
            {fault}<table><thead><tr><th>Connector<th>State<th class="number">Received<th class="number">Dispatched<th class="number">Failed<th>Faults</thead>
            <tbody>{all.Connectors.Select(Row)}</tbody></table>{Unserved(all.UnservedTopics)}
            """));
    }

    private static Html Row(ConnectorSummary connector) => Html.Of($"""
        <tr><td><code>{connector.Name}</code><td{(connector.State == "running" ? Html.Empty : new Html(" class=\"bad\""))}>{connector.State}<td class="number">{connector.Received}
        <td class="number">{connector.Dispatched}<td class="number{(connector.Failed > 0 ? " bad" : "")}">{connector.Failed}<td>{Faults(connector.Faults)}

        """);

    private static Html Faults(IReadOnlyList<string> faults) =>
        faults.Count == 0 ? Html.Empty : Html.Of($"<ul class=\"bad\">{faults.Take(MostTopics).Select(fault => Html.Of($"<li>{fault}</li>"))}</ul>");

    private static Html Unserved(IReadOnlyList<UnservedTopic> topics)
    {
        if (topics.Count == 0)
            return Html.Empty;
        var more = topics.Count > MostTopics ? Html.Of($"<li>and {topics.Count - MostTopics} more</li>") : Html.Empty;
        return Html.Of($"""
            <p>Topics that nobody reads:</p><ul class="bad">{topics.Take(MostTopics).Select(topic => Html.Of($"<li><code>{topic.Function.ToString()}</code>, <code>{topic.Topic}</code>: {topic.Fault}</li>"))}{more}</ul>
            """);
    }
}

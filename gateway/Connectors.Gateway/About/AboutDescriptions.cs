using Connectors.Core.Describing;
using Connectors.Core.Functions;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.About;

/// <summary>What the routes about the system say of themselves.</summary>
internal static class AboutDescriptions
{
    public static readonly OperationDescription Root = new("Leads to the page for people.") { Answers = [new(307, "To /ui/.")] };

    public static readonly OperationDescription Health = new("Whether the gateway, and a provider elsewhere, answer.") { Answers = [new(200, "OK.", MediaType: "text/plain")], Errors = [503] };

    public static readonly OperationDescription Document = new("This document.") { Answers = [new(200, "OpenAPI 3.1.", MediaType: "application/json")] };

    public static readonly OperationDescription Info = new("Which provider this is, and in which version.") { Answers = [new(200, "Every field is there.", static () => OpenFaasJson.Default.SystemInfo)] };

    public static readonly OperationDescription Logs = new("What a function wrote, line by line.")
    {
        Parameters =
        [
            new("name", "The function."), Told.Namespace, new("tail", "Only the last so many lines."), new("since", "Only lines from this time on, as RFC 3339 writes it."),
            new("follow", "true: go on with new lines."), new("instance", "Only this replica's lines."),
        ],
        Answers = [new(200, "One JSON object a line.", static () => OpenFaasJson.Default.FunctionLogLine, "application/x-ndjson")],
        Errors = [400, 404, 502, 504],
    };
}

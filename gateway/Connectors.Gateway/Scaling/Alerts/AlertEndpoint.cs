using System.Globalization;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Scaling.Deciding;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Scaling.Alerts;

/// <summary>
/// <c>POST /system/alert</c>, the webhook of an AlertManager: an alert that fires adds replicas, one that is over leaves the fewest.
/// </summary>
internal sealed class AlertEndpoint(IFunctionCatalogue catalogue, ReplicaChanges changes, ManualHolds holds, GatewaySettings settings)
{
    public async Task Post(HttpContext context)
    {
        if (await JsonAnswer.Read(context, AlertJson.Default.AlertNotice) is not { } notice)
            return;
        var faults = new List<string>();
        foreach (var alert in notice.Alerts ?? [])
        {
            if (await TryAsync(alert, context.RequestAborted) is { } fault)
                faults.Add(fault);
        }
        await AnswerAsync(context, faults);
    }

    // While the provider is away an error has the AlertManager send it again: that an alert is over is sent once only.
    private async Task<string?> TryAsync(Alert? alert, CancellationToken cancellationToken)
    {
        try
        {
            return await ScaleAsync(alert, cancellationToken);
        }
        catch (ProviderUnavailableException away)
        {
            return $"function {alert?.Labels?.FunctionName}: {away.Message}";
        }
    }

    // A function that is not there, or a name that is none, is nobody's fault: alerts outlive functions.
    private async Task<string?> ScaleAsync(Alert? alert, CancellationToken cancellationToken)
    {
        if (alert?.Labels?.FunctionName is not { Length: > 0 } text
            || !FunctionName.TryParse(text, out var function, settings.FunctionNamespace)
            || await catalogue.GetAsync(function, cancellationToken) is not { } status)
            return null;
        var labels = ScalingLabels.Read(status.Labels);
        if (labels.Factor == 0)
            return null;
        var fires = alert.Status == "firing";
        var replicas = fires ? ReplicaArithmetic.Raised(status.Replicas, labels.Max, labels.Factor) : labels.Min;
        holds.Hold(function);
        return replicas == status.Replicas
            ? null
            : await changes.TryAsync(function, status.Replicas, replicas, fires ? "an alert fires" : "an alert is over", cancellationToken) is { } fault
                ? $"function {function}: {fault}"
                : null;
    }

    private static Task AnswerAsync(HttpContext context, List<string> faults)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        if (faults.Count == 0)
            return Task.CompletedTask;
        var lines = new StringBuilder();
        for (var i = 0; i < faults.Count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"[{i}] {faults[i].ReplaceLineEndings(" ")}\n");
        var body = Encoding.UTF8.GetBytes(lines.ToString());
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        context.Response.Headers[PlainAnswer.InternalHeader] = "gateway";
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}

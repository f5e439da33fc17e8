using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Scaling.Deciding;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Scaling.Showing;

/// <summary><c>GET /system/scaling</c>: every function that this gateway scales, by what, and what was decided last.</summary>
internal sealed class ScalingEndpoint(IFunctionCatalogue catalogue, ScaledFunctions functions, ManualHolds holds, ScalingSettings settings)
{
    public async Task List(HttpContext context)
    {
        var reports = new List<ScalingReport>();
        foreach (var status in await catalogue.ListAsync(null, context.RequestAborted))
        {
            if (functions.Find(status.FullName) is { } function)
                reports.Add(Report(status, function));
        }
        await JsonAnswer.Write(context, reports, ScalingJson.Default.IReadOnlyListScalingReport);
    }

    private ScalingReport Report(FunctionStatus status, ScaledFunction function)
    {
        var labels = function.Labels;
        return new ScalingReport
        {
            Function = status.Name,
            Namespace = status.Namespace,
            Type = labels.Type,
            Load = function.Load,
            Target = labels.Target ?? settings.DefaultTarget,
            Proportion = labels.TargetProportion,
            Min = labels.Floor,
            Max = labels.Max,
            Zero = labels.Zero,
            Replicas = status.Replicas,
            Ready = status.AvailableReplicas,
            Decision = function.Decision,
            HeldUntil = holds.Until(function.Name),
            Fault = function.Fault,
            Warnings = function.Warnings is { Count: > 0 } warnings ? warnings : null,
        };
    }
}

using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Units;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling.Loads;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>Decides about one function and has it done.</summary>
internal sealed class FunctionScaler(
    IFunctionCatalogue catalogue, FunctionTraffic traffic, ReplicaChanges changes, ManualHolds holds, ScalingSettings settings, ILogger<FunctionScaler> logger)
{
    /// <summary>The loads that show whether a function has anything to do.</summary>
    public static IReadOnlyList<string> Signs { get; } = [ScalingTypes.Rps, ScalingTypes.Capacity, ScalingTypes.Queue];

    public async Task ScaleAsync(FunctionStatus status, ScaledFunction function, RoundLoads loads, CancellationToken cancellationToken)
    {
        if (status.Replicas == 0)
        {
            LeaveAlone(function, 0, "it is at zero until a call comes");
            return;
        }
        if (holds.Until(function.Name) is { } until)
        {
            LeaveAlone(function, status.Replicas, $"an operator or an alert has scaled it; it is left alone until {until:yyyy-MM-ddTHH:mm:ssZ}");
            return;
        }
        if (function.Labels.Zero && settings.FromZero && await IsIdleAsync(function, loads, cancellationToken) && function.Idle.Length >= function.Labels.ZeroDuration)
            await ChangeAsync(status, function, 0, $"no call for {GoDuration.Format(function.Labels.ZeroDuration)}", cancellationToken);
        else if (function.Labels.Floor == function.Labels.Max)
            LeaveAlone(function, status.Replicas, "its minimum is its maximum: it is not scaled by load", idles: true);
        else
            await FollowLoadAsync(status, function, loads, cancellationToken);
    }

    private static void LeaveAlone(ScaledFunction function, int replicas, string reason, bool idles = false)
    {
        function.Window.Clear();
        if (!idles)
            function.Idle.Interrupt();
        function.Fault = null;
        if (function.Decision?.Reason != reason)
            function.Decide(replicas, reason);
    }

    private async ValueTask<bool> IsIdleAsync(ScaledFunction function, RoundLoads loads, CancellationToken cancellationToken)
    {
        var idle = function.Idle.Unchanged(traffic.Total(function.Name)) && traffic.InFlight(function.Name) == 0;
        foreach (var sign in Signs)
        {
            // What cannot be told counts as something to do: an outage is no idleness. All are read each round, for a rate is that since the last.
            if (loads.AreMeasured(sign))
                idle &= (await loads.OfAsync(function.Name, sign, cancellationToken)).Load is 0;
        }
        if (!idle)
            function.Idle.Interrupt();
        return idle;
    }

    private async Task FollowLoadAsync(FunctionStatus status, ScaledFunction function, RoundLoads loads, CancellationToken cancellationToken)
    {
        var labels = function.Labels;
        var (load, fault) = await loads.OfAsync(function.Name, labels.Type, cancellationToken);
        if (load is not { } known)
        {
            if (function.Fault != fault)
                ScalingLog.LoadUnknown(logger, function.Name, fault!);
            function.Fault = fault;
            return;
        }
        var target = labels.Target ?? settings.DefaultTarget;
        var desired = ReplicaArithmetic.Desired(known, target, labels.TargetProportion, labels.Floor, labels.Max);
        var wanted = function.Window.Hold(status.Replicas, desired, labels.DownWindow);
        (function.Load, function.Fault) = (known, null);
        await ChangeAsync(status, function, wanted, Reason(labels, known, target, desired, wanted), cancellationToken);
    }

    private async Task ChangeAsync(FunctionStatus status, ScaledFunction function, int wanted, string reason, CancellationToken cancellationToken)
    {
        function.Decide(wanted, reason);
        if (wanted == status.Replicas || !await IsStillAsync(status, wanted, cancellationToken))
            return;
        function.Fault = await changes.TryAsync(function.Name, status.Replicas, wanted, reason, cancellationToken);
        if (wanted == 0)
            function.Window.Clear();
    }

    // A round takes its time. Who has changed the function meanwhile knows better, and a call that has come keeps it from going to zero.
    private async ValueTask<bool> IsStillAsync(FunctionStatus status, int wanted, CancellationToken cancellationToken) =>
        await catalogue.GetAsync(status.FullName, cancellationToken) is { } now
        && now.Replicas == status.Replicas
        && holds.Until(status.FullName) is null
        && (wanted > 0 || traffic.InFlight(status.FullName) == 0);

    private static string Reason(ScalingLabels labels, double load, double target, int desired, int wanted)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"{labels.Type} {load:0.###}, target {target:0.###} a replica, planned with {labels.TargetProportion:0.###} of it, {labels.Floor} to {labels.Max}");
        return wanted == desired
            ? reason
            : string.Create(CultureInfo.InvariantCulture, $"{reason}: {desired} would do, {wanted} were right within {GoDuration.Format(labels.DownWindow)}");
    }
}

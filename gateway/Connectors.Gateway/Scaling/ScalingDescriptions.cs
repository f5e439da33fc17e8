using Connectors.Core.Describing;
using Connectors.Gateway.Scaling.Alerts;
using Connectors.Gateway.Scaling.Showing;

namespace Connectors.Gateway.Scaling;

/// <summary>What the routes of scaling say of themselves.</summary>
internal static class ScalingDescriptions
{
    public static readonly OperationDescription Alert = new("The webhook of an AlertManager: an alert that fires adds replicas, one that is over leaves the fewest.")
    {
        Body = static () => AlertJson.Default.AlertNotice,
        Answers = [new(200, "All were followed, or are about nothing here.")],
    };

    public static readonly OperationDescription List = new("Every function that is scaled by its load: by what, and what was decided last.")
    {
        Answers = [new(200, "Functions without labels of scaling are not among them.", static () => ScalingJson.Default.IReadOnlyListScalingReport)],
        Errors = [502, 504],
    };
}

using Connectors.Core.Describing;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Checkpoints;

/// <summary>What the routes of checkpoints say of themselves.</summary>
internal static class CheckpointDescriptions
{
    private const string Bytes = "application/octet-stream";
    private static readonly OperationParameter key = new("key", "Which.");

    public static readonly OperationDescription Read = new("A checkpoint of a connector; its version is the ETag.") { Parameters = [key], Answers = [new(200, "Its bytes.", MediaType: Bytes)], Errors = [400, 404, 503] };

    public static readonly OperationDescription Write = new("Replaces a checkpoint if it has the version that If-Match names.")
    {
        Parameters = [key, Told.Header("If-Match", "The version that is replaced; \"0\": none yet.")],
        BodyType = Bytes,
        Answers = [new(200, "Replaced.")],
        Errors = [411, 412, 503],
    };
}

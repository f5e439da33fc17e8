using Grpc.Core;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>containerd refused, or could not be asked; the message says what it said.</summary>
internal sealed class ContainerdException : Exception
{
    private const int LongestReason = 600;

    private ContainerdException(string message, RpcException cause) : base(message, cause)
    {
        Status = cause.StatusCode;
        Reason = cause.Status.Detail;
    }

    public StatusCode Status { get; }

    /// <summary>containerd's own words.</summary>
    public string Reason { get; }

    /// <summary>What was asked about does not exist.</summary>
    public bool IsMissing => Status == StatusCode.NotFound;

    /// <summary>What was to be made is there already.</summary>
    public bool IsPresent => Status == StatusCode.AlreadyExists;

    /// <summary>It does not answer, or somebody else has what was asked for: the same may be tried again.</summary>
    public bool IsPassing => Status is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted;

    /// <summary>Its disk is full.</summary>
    public bool IsDiskFull => Reason.Contains("no space left on device", StringComparison.Ordinal) || Reason.Contains("disk quota exceeded", StringComparison.Ordinal);

    public static ContainerdException Of(RpcException refusal, string address) => new(Sentence(refusal, address), refusal);

    private static string Sentence(RpcException refusal, string address)
    {
        var reason = ForeignText.Shown(refusal.Status.Detail, LongestReason);
        return refusal.StatusCode switch
        {
            StatusCode.Unavailable when refusal.Status.DebugException is not null =>
                $"containerd does not answer at {address}: {reason} Start it, or say in faasd.address where it listens.",
            StatusCode.DeadlineExceeded => $"containerd at {address} did not answer in time.",
            StatusCode.Unimplemented => $"containerd at {address} cannot do this: {reason}. It has to be version 1.6 or newer.",
            _ => $"containerd: {reason}",
        };
    }
}

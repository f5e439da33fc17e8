using Connectors.Core.Functions;

namespace Connectors.Core.Providers;

/// <summary>Where a function answers. Thread-safe; asked on every request, so it answers from memory.</summary>
public interface IFunctionResolution
{
    /// <summary>The function's endpoints; null when there is no such function.</summary>
    ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken);
}

/// <summary>The ready replicas of a function.</summary>
/// <param name="Ready">Base addresses, e.g. <c>http://127.0.0.1:40123/</c>; empty when none is ready.</param>
/// <param name="Wanted">How many replicas are wanted; 0 means scaled to zero.</param>
/// <param name="NotReadyReason">Why none is ready (its last exit, its start-up), for the caller's error; null when some are.</param>
public sealed record FunctionEndpoints(IReadOnlyList<Uri> Ready, int Wanted, string? NotReadyReason = null);

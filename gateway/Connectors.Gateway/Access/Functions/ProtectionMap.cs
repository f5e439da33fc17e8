using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Access.Functions;

/// <summary>What the functions' annotations say of who may call them, read once for each version of the catalogue. Thread-safe.</summary>
internal sealed class ProtectionMap(IFunctionCatalogue catalogue)
{
    private volatile Snapshot snapshot = new(-1);

    private sealed class Snapshot(long version)
    {
        public long Version => version;

        public ConcurrentDictionary<FunctionName, Protected> Functions { get; } = new();
    }

    /// <summary>A function's; null when there is no such function.</summary>
    /// <exception cref="ProviderUnavailableException">Nobody can tell.</exception>
    public async ValueTask<Protected?> OfAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var known = Current();
        if (known.Functions.TryGetValue(function, out var found))
            return found;
        return await catalogue.GetAsync(function, cancellationToken) is { } status ? known.Functions.GetOrAdd(function, Protected.Of(status)) : null;
    }

    // The version is read before the functions are, so that what is kept under it is at least as new.
    private Snapshot Current()
    {
        var version = catalogue.Changes.Version;
        var known = snapshot;
        if (known.Version == version)
            return known;
        return snapshot = new Snapshot(version);
    }
}

/// <summary>What a function's annotations say.</summary>
/// <param name="Protection">Null when they cannot be read.</param>
/// <param name="Fault">Why not.</param>
internal sealed record Protected(FunctionProtection? Protection, string? Fault)
{
    public static Protected Of(FunctionStatus function)
    {
        var protection = FunctionProtection.Read(function.Annotations, function.Name, out var fault);
        return new Protected(protection, fault);
    }
}

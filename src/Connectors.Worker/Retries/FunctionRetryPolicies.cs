using System.Collections.Concurrent;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Retries;

/// <summary>The retry policy of each function: the defaults with what its annotations say now. Thread-safe.</summary>
internal sealed class FunctionRetryPolicies(RetrySettings settings, IFunctionCatalogue catalogue, ILogger<FunctionRetryPolicies> logger)
{
    private readonly RetryPolicy defaults = settings.ToPolicy();
    private readonly ConcurrentDictionary<FunctionName, string> warned = new();

    /// <summary>Functions of which is remembered what was said.</summary>
    public IEnumerable<FunctionName> Warned => warned.Keys;

    /// <summary>Forgets what was said of these.</summary>
    public void Forget(IEnumerable<FunctionName> gone)
    {
        foreach (var function in gone)
            warned.TryRemove(function, out _);
    }

    /// <summary>The policy; the defaults for a function that is gone.</summary>
    public async ValueTask<RetryPolicy> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var status = await catalogue.GetAsync(function, cancellationToken);
        var policy = defaults.With(status?.Annotations, out var warnings);
        Warn(function, warnings);
        return policy;
    }

    // The gateway warns when it first sees the function; here once for each text, not once for each call.
    private void Warn(FunctionName function, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            if (!warned.IsEmpty)
                warned.TryRemove(function, out _);
            return;
        }
        var text = string.Join("; ", warnings);
        if (warned.TryGetValue(function, out var before) && before == text)
            return;
        warned[function] = text;
        logger.RetryAnnotation(function, text);
    }
}

using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>
/// The load of functions, summed over their replicas and over all gateways. One reader at a time, which reads once a round: rates may be
/// taken since the last reading.
/// </summary>
internal interface ILoadSource
{
    /// <summary>Whether this source measures by that type.</summary>
    bool Measures(string type);

    /// <summary>
    /// The load of each of these functions by a type that it measures. A function that is left out is unknown for now, which is
    /// never the same as without load.
    /// </summary>
    /// <exception cref="LoadUnknownException">Nothing can be told now.</exception>
    ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken);
}

/// <summary>Loads cannot be told now.</summary>
/// <param name="message">Why, in words for users.</param>
/// <param name="cause">What went wrong underneath.</param>
internal sealed class LoadUnknownException(string message, Exception? cause = null) : Exception(message, cause);

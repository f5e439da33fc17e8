using System.Text.Json.Serialization;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads.Peers;

/// <summary>What one gateway tells the others of its calls, or a part of it.</summary>
/// <param name="Gateway">Its name, made anew with each start.</param>
/// <param name="Uptime">How long it has counted, in seconds.</param>
/// <param name="Functions">Those that were called there.</param>
internal sealed record LoadReport(string Gateway, double Uptime, IReadOnlyList<FunctionReport> Functions);

/// <summary>The calls of one function at one gateway.</summary>
/// <param name="Function">Bare name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Total">How many have ended.</param>
/// <param name="InFlight">How many are under way.</param>
internal sealed record FunctionReport(string Function, string Namespace, long Total, long InFlight)
{
    /// <summary>Name and namespace together.</summary>
    [JsonIgnore]
    public FunctionName FullName => new(Function, Namespace);
}

[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadReportJson : JsonSerializerContext;

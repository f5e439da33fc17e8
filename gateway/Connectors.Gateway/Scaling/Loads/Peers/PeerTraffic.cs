using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Peers;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Scaling.Loads.Peers;

/// <summary>
/// The calls of all gateways that share a queue, as they tell each other. A gateway that has fallen silent counts with what it told last for a
/// while, so that one that is cut off or slow does not read as without load; when nobody can be asked, loads are unknown.
/// </summary>
internal sealed class PeerTraffic(IPeerExchange peers, OwnReport own, ScalingSettings settings, TimeProvider time, ILogger<PeerTraffic> logger) : ILoadSource
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private Dictionary<string, GatewayLoad> gateways = [];
    private long? asked;

    public bool Measures(string type) => type is ScalingTypes.Rps or ScalingTypes.Capacity;

    public async ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken)
    {
        // Once a round, whatever types are wanted.
        if (asked is not { } last || time.GetElapsedTime(last) >= settings.Interval / 2)
            await AskAsync(cancellationToken);
        return type == ScalingTypes.Capacity ? InFlight(functions) : Rates(functions);
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> answers;
        try
        {
            answers = await peers.AskAsync(LoadAnswers.Question, cancellationToken);
        }
        catch (QueueUnavailableException away)
        {
            throw new LoadUnknownException($"the other gateways cannot be asked for their calls: {away.Message}", away);
        }
        var reports = answers.Select(Read).GroupBy(part => part.Gateway).ToDictionary(
            parts => parts.Key, parts => new LoadReport(parts.Key, parts.Min(part => part.Uptime), [.. parts.SelectMany(part => part.Functions)]));
        // What happens here need not be heard from others.
        var here = own.Now();
        reports[here.Gateway] = here;
        Take(reports);
    }

    private void Take(Dictionary<string, LoadReport> reports)
    {
        var (now, next) = (time.GetTimestamp(), new Dictionary<string, GatewayLoad>());
        foreach (var (gateway, report) in reports)
            next[gateway] = gateways.TryGetValue(gateway, out var known) ? known.Next(report, now) : GatewayLoad.First(report, now, settings.Interval * 2);
        foreach (var (gateway, known) in gateways)
        {
            if (reports.ContainsKey(gateway))
                continue;
            if (time.GetElapsedTime(known.Heard, now) < Remembered)
                next[gateway] = known;
            else
                ScalingLog.GatewayGone(logger, gateway);
        }
        (gateways, asked) = (next, now);
    }

    private Dictionary<FunctionName, double> InFlight(IReadOnlyList<FunctionName> functions)
    {
        var sums = gateways.Values.SelectMany(gateway => gateway.Latest.Functions).ToLookup(one => one.FullName, one => (double)one.InFlight);
        return functions.ToDictionary(function => function, function => sums[function].Sum());
    }

    private Dictionary<FunctionName, double> Rates(IReadOnlyList<FunctionName> functions)
    {
        // Not before each has told twice.
        if (gateways.Values.Any(gateway => gateway.Rates is null))
            return [];
        return functions.ToDictionary(function => function, function => gateways.Values.Sum(gateway => gateway.Rates!.GetValueOrDefault(function)));
    }

    private static LoadReport Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Span, LoadReportJson.Default.LoadReport) is { Gateway.Length: > 0, Functions: not null } report
                ? report
                : throw new LoadUnknownException("another gateway tells of its calls in a way that this one does not read; let all have the same version");
        }
        catch (JsonException unread)
        {
            throw new LoadUnknownException($"another gateway tells of its calls in a way that this one does not read, {unread.Message}; let all have the same version", unread);
        }
    }
}

using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Units;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>How a node asks a function whether it is well and ready, as its annotations say.</summary>
internal static class FunctionProbes
{
    public const string Health = "com.openfaas.health.http.";
    public const string Ready = "com.openfaas.ready.http.";
    private const string DefaultPath = "/_/health";
    private const string LockFile = "/tmp/.lock";

    public static V1Probe Liveness(IReadOnlyDictionary<string, string>? annotations, bool overHttp) =>
        Probe(annotations, Health, overHttp, HealthPath(annotations), period: 2);

    // A period of one second: who waits for a function that comes up waits no longer than it must.
    public static V1Probe Readiness(IReadOnlyDictionary<string, string>? annotations, bool overHttp)
    {
        var probe = Probe(annotations, Ready, overHttp, KnownAnnotations.Value(annotations, Ready + "path") ?? HealthPath(annotations), period: 1);
        probe.SuccessThreshold = Number(annotations, Ready + "successThreshold");
        return probe;
    }

    /// <summary>What is wrong with the annotations, a sentence each.</summary>
    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string>? annotations)
    {
        foreach (var (name, value) in annotations ?? new Dictionary<string, string>())
        {
            if (!name.StartsWith(Health, StringComparison.Ordinal) && !name.StartsWith(Ready, StringComparison.Ordinal))
                continue;
            var field = name[(name.LastIndexOf('.') + 1)..];
            if (field == "path" ? !value.StartsWith('/') : field == "initialDelay" ? !GoDuration.TryParse(value, out _) : Number(annotations, name) is null)
                yield return $"annotation {name}: '{ShownText.Of(value)}' is not {(field == "path" ? "a path; begin it with /" : field == "initialDelay" ? "a duration; write for example 2s" : "a whole number of 0 or more")}";
        }
    }

    private static string HealthPath(IReadOnlyDictionary<string, string>? annotations) => KnownAnnotations.Value(annotations, Health + "path") ?? DefaultPath;

    private static V1Probe Probe(IReadOnlyDictionary<string, string>? annotations, string prefix, bool overHttp, string path, int period)
    {
        var probe = new V1Probe
        {
            InitialDelaySeconds = Number(annotations, prefix + "initialDelaySeconds") ?? Delay(annotations, prefix + "initialDelay"),
            PeriodSeconds = Number(annotations, prefix + "periodSeconds") ?? period,
            TimeoutSeconds = Number(annotations, prefix + "timeoutSeconds") ?? 1,
            FailureThreshold = Number(annotations, prefix + "failureThreshold") ?? 3,
        };
        if (overHttp || KnownAnnotations.Value(annotations, prefix + "path") is not null)
            probe.HttpGet = new V1HTTPGetAction { Path = path, Port = FunctionObjects.Port };
        else
            probe.Exec = new V1ExecAction { Command = ["cat", LockFile] };
        return probe;
    }

    private static int? Delay(IReadOnlyDictionary<string, string>? annotations, string name) =>
        GoDuration.TryParse(KnownAnnotations.Value(annotations, name), out var delay) ? (int)Math.Ceiling(delay.TotalSeconds) : null;

    private static int? Number(IReadOnlyDictionary<string, string>? annotations, string name) =>
        int.TryParse(KnownAnnotations.Value(annotations, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

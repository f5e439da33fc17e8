using Connectors.Core.Settings;

namespace Connectors.Cli.Tracing;

/// <summary>Where traces go.</summary>
internal sealed class TracingSettings : ISettings
{
    public const string Grpc = "grpc";
    public const string HttpProtobuf = "http/protobuf";

    public static string Section => "tracing";

    [Setting("Base address of the OTLP receiver that traces are sent to, e.g. http://127.0.0.1:4317. Absent: the variable OTEL_EXPORTER_OTLP_ENDPOINT; where neither is set no traces are made.")]
    public Uri? OtlpEndpoint { get; set; }

    [Setting("How the receiver is spoken to: `grpc` (port 4317 by custom) or `http/protobuf` (4318). Empty: the variable OTEL_EXPORTER_OTLP_PROTOCOL, else grpc.")]
    public string Protocol { get; set; } = "";

    [Setting("Which part of the traces that begin here is sent, 0 to 1; a caller's trace goes on as the caller chose. When set, it wins over OTEL_TRACES_SAMPLER.")]
    public double SampleRatio { get; set; } = 1;

    public IEnumerable<string> Faults()
    {
        if (OtlpEndpoint is not null && OtlpEndpoint.Scheme is not ("http" or "https"))
            yield return $"tracing.otlp-endpoint '{OtlpEndpoint}' is not an HTTP address; write for example http://127.0.0.1:4317";
        if (Protocol is not ("" or Grpc or HttpProtobuf))
            yield return $"tracing.protocol '{Protocol}' is not known; write {Grpc} or {HttpProtobuf}";
        if (SampleRatio is < 0 or > 1)
            yield return $"tracing.sample-ratio is {SampleRatio.ToString(System.Globalization.CultureInfo.InvariantCulture)}; set 0 to 1";
    }
}

using System.Globalization;
using System.Text;

namespace Connectors.Watchdog.Metrics;

/// <summary>
/// Metrics in Prometheus' text format. Three metrics of a fixed form need no library, whose collectors of the runtime's own events would be
/// linked into every function's image.
/// </summary>
internal static class Exposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(CallMetrics metrics)
    {
        var text = new StringBuilder();
        var counts = new long[CallSeries.Bounds.Length + 1];
        var all = metrics.Series.ToList();
        if (all.Count > 0)
        {
            Head(text, "http_requests_total", "counter", "total HTTP requests processed");
            foreach (var (key, series) in all)
            {
                series.Read(counts);
                text.Append(CultureInfo.InvariantCulture, $"http_requests_total{{{Labels(key)}}} {counts.Sum()}\n");
            }
            Head(text, "http_request_duration_seconds", "histogram", "Seconds spent serving HTTP requests.");
            foreach (var (key, series) in all)
                Histogram(text, Labels(key), counts, series.Read(counts));
        }
        Head(text, "http_requests_in_flight", "gauge", "total HTTP requests in-flight");
        return text.Append(CultureInfo.InvariantCulture, $"http_requests_in_flight {metrics.InFlight}\n").ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Labels((int Code, string Method) key) => string.Create(CultureInfo.InvariantCulture, $"code=\"{key.Code}\",method=\"{key.Method}\"");

    private static void Histogram(StringBuilder text, string labels, long[] counts, double sum)
    {
        var total = 0L;
        for (var at = 0; at < counts.Length; at++)
        {
            total += counts[at];
            var bound = at < CallSeries.Bounds.Length ? CallSeries.Bounds[at].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_bucket{{{labels},le=\"{bound}\"}} {total}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_sum{{{labels}}} {sum}\n");
        text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_count{{{labels}}} {total}\n");
    }
}

using System.Collections.Concurrent;
using System.Globalization;

namespace Connectors.Providers.FaasNetes.Tests.Volume;

/// <summary>Counts what is asked of the cluster's API, by verb and resource.</summary>
internal sealed class CountedRequests : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    /// <summary>E.g. <c>POST services</c>.</summary>
    public int this[string what] => counts.GetValueOrDefault(what);

    public int Total => counts.Values.Sum();

    public override string ToString() => string.Join(", ", counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Value}")));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var resource = path.SkipWhile(part => part != "namespaces").Skip(2).FirstOrDefault() ?? path[^1];
        counts.AddOrUpdate($"{request.Method} {resource}", 1, static (_, count) => count + 1);
        return base.SendAsync(request, cancellationToken);
    }
}

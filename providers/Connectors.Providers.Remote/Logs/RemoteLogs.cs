using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Connectors.Providers.Remote.Catalogue;

namespace Connectors.Providers.Remote.Logs;

/// <summary>Lines as the provider streams them. Thread-safe.</summary>
internal sealed class RemoteLogs(ProviderAccess access, RemoteCatalogue catalogue) : IFunctionLogs
{
    // Without it a provider goes back five minutes only.
    private const string Ever = "1970-01-01T00:00:00Z";

    public IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken) =>
        catalogue.Knows(query.Function) ? Lines(query, cancellationToken) : null;

    private async IAsyncEnumerable<FunctionLogLine> Lines(FunctionLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await access.OpenAsync(RouteOf(query), cancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await ReadLineAsync(reader, cancellationToken) is { } text)
        {
            if (text.Length > 0 && Parse(text) is { } line && (query.Instance is null || line.Instance == query.Instance))
                yield return line with { Namespace = string.IsNullOrEmpty(line.Namespace) ? query.Function.Namespace : line.Namespace };
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ProviderUnavailableException($"{access.Name} broke off the log: {broken.Message}", broken);
        }
    }

    private FunctionLogLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, OpenFaasJson.Default.FunctionLogLine);
        }
        catch (JsonException unread)
        {
            throw new ProviderUnavailableException($"{access.Name} sent a line of a log that is not JSON: {unread.Message}", unread);
        }
    }

    private static string RouteOf(FunctionLogQuery query)
    {
        var since = query.Since is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) : Ever;
        var route = new StringBuilder("system/logs?name=").Append(Uri.EscapeDataString(query.Function.Name))
            .Append("&namespace=").Append(Uri.EscapeDataString(query.Function.Namespace))
            .Append("&since=").Append(since)
            .Append("&follow=").Append(query.Follow ? "1" : "0");
        if (query.Tail > 0)
            route.Append(CultureInfo.InvariantCulture, $"&tail={query.Tail}");
        if (query.Instance is { } instance)
            route.Append("&instance=").Append(Uri.EscapeDataString(instance));
        return route.ToString();
    }
}

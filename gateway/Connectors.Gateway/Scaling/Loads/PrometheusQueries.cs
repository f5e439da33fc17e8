using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>Asks a Prometheus. Thread-safe.</summary>
internal sealed class PrometheusQueries(Uri address, TimeSpan patience) : IDisposable
{
    private const int LargestAnswer = 16 << 20;

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = patience, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = address,
        Timeout = patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>The values of an instant query whose results are labelled with <c>function_name</c>; those that are no numbers are left out.</summary>
    /// <exception cref="LoadUnknownException">It is away, or does not take the query.</exception>
    public async ValueTask<IReadOnlyDictionary<FunctionName, double>> ByFunctionAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.PostAsync("api/v1/query", new FormUrlEncodedContent([KeyValuePair.Create("query", query)]), cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new LoadUnknownException($"Prometheus at {address} answers {(int)answer.StatusCode}");
            return Read(await answer.Content.ReadFromJsonAsync(PrometheusJson.Default.PrometheusAnswer, cancellationToken));
        }
        catch (Exception cause) when (cause is HttpRequestException or JsonException || (cause is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new LoadUnknownException($"Prometheus at {address} does not answer: {cause.Message}", cause);
        }
    }

    public void Dispose() => client.Dispose();

    private static Dictionary<FunctionName, double> Read(PrometheusAnswer? answer)
    {
        var loads = new Dictionary<FunctionName, double>();
        foreach (var sample in answer?.Data?.Result ?? [])
        {
            if (sample.Metric.TryGetValue("function_name", out var name) && FunctionName.TryParse(name, out var function)
                && sample.Value is [_, { ValueKind: JsonValueKind.String } value]
                && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var load) && double.IsFinite(load))
                loads[function] = load;
        }
        return loads;
    }
}

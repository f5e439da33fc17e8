using System.Net.Http.Json;
using System.Text.Json;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Apart;

/// <summary>
/// The functions of all namespaces as a gateway tells them, asked anew every interval; a failed poll keeps the last snapshot. Signals
/// after every good poll that brought something else.
/// </summary>
internal sealed partial class GatewayCatalogue(GatewayAccess gateway, TimeSpan interval, TimeProvider timeProvider, ILogger<GatewayCatalogue> logger)
    : BackgroundService, IFunctionCatalogue
{
    private volatile IReadOnlyList<FunctionStatus> functions = [];
    private string seen = "";

    public ChangeSignal Changes { get; } = new();

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) =>
        new(@namespace is null ? functions : [.. functions.Where(function => function.Namespace == @namespace)]);

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        new(functions.FirstOrDefault(candidate => candidate.FullName == function));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        do
        {
            try
            {
                await PollAsync(stoppingToken);
            }
            catch (Exception away) when (away is HttpRequestException or JsonException || away is OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                Log.PollFailed(logger, gateway.Name, away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var namespaces = await ReadAsync("system/namespaces", OpenFaasJson.Default.IReadOnlyListString, cancellationToken);
        var all = new List<FunctionStatus>();
        foreach (var space in namespaces)
            all.AddRange(await ReadAsync($"system/functions?namespace={Uri.EscapeDataString(space)}", OpenFaasJson.Default.IReadOnlyListFunctionStatus, cancellationToken));
        all.Sort((left, right) => left.FullName.CompareTo(right.FullName));

        // Counters move with every call; a change is what concerns a listener.
        var now = JsonSerializer.Serialize([.. all.Select(function => function with { InvocationCount = 0, AvailableReplicas = 0, Replicas = 0 })], OpenFaasJson.Default.IReadOnlyListFunctionStatus);
        functions = all;
        if (now == seen)
            return;
        seen = now;
        Changes.Notify();
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string route, System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> contract, CancellationToken cancellationToken) =>
        await gateway.Client.GetFromJsonAsync(route, contract, cancellationToken) ?? [];

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Gateway} did not tell its functions, going on with those known: {Reason}")]
        public static partial void PollFailed(ILogger logger, string gateway, string reason);
    }
}

using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Apart;

/// <summary>
/// The functions of all namespaces as a gateway tells them, asked anew every interval; a failed poll keeps the last snapshot, and before
/// the first good one nothing is known: whoever asks waits for it. Signals after every good poll that brought something else.
/// </summary>
internal sealed partial class GatewayCatalogue(GatewayAccess gateway, TimeSpan interval, TimeProvider timeProvider, ILogger<GatewayCatalogue> logger)
    : BackgroundService, IFunctionCatalogue
{
    // As long as an event waits for topics to be known.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Credentials do not become right by being sent again, and may be counted as attempts to guess some.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Reminder reminder = new(timeProvider);
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<FunctionStatus> functions = [];
    private volatile FrozenSet<FunctionName> guarded = [];
    private volatile string fault = "it has not answered yet";
    private string seen = "";
    private bool isLogInRefused;

    public ChangeSignal Changes { get; } = new();

    /// <exception cref="QueueUnavailableException">The gateway has not told its functions yet.</exception>
    public async ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        await KnownAsync(cancellationToken);
        return @namespace is null ? functions : [.. functions.Where(function => function.Namespace == @namespace)];
    }

    /// <exception cref="QueueUnavailableException">The gateway has not told its functions yet.</exception>
    public async ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        await KnownAsync(cancellationToken);
        return functions.FirstOrDefault(candidate => candidate.FullName == function);
    }

    /// <summary>Whether a function is not for everybody, as far as is known; waits for nothing.</summary>
    public bool IsProtected(FunctionName function) => guarded.Contains(function);

    /// <summary>Returns when the gateway has told its functions once, however long that takes.</summary>
    public Task FirstSnapshotAsync(CancellationToken cancellationToken) => first.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = interval;
        while (true)
        {
            var started = timeProvider.GetTimestamp();
            isLogInRefused = false;
            await TryAsync(stoppingToken);
            pause = isLogInRefused ? Longer(pause) : interval;
            var left = pause - timeProvider.GetElapsedTime(started);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider, stoppingToken);
        }
    }

    private TimeSpan Longer(TimeSpan pause) => interval > LongestPause ? interval : pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PollAsync(cancellationToken);
            if (reminder.IsOver())
                Log.PollBack(logger, gateway.Name);
        }
        catch (Exception away)
        {
            // Told to stop meanwhile: what became of the poll is of no account.
            cancellationToken.ThrowIfCancellationRequested();
            fault = away.Message;
            if (!reminder.IsDue(isLogInRefused ? "log in" : "away"))
                return;
            if (first.Task.IsCompleted)
                Log.PollFailed(logger, gateway.Name, away.Message);
            else
                Log.NothingKnown(logger, gateway.Name, away.Message);
        }
    }

    private async ValueTask KnownAsync(CancellationToken cancellationToken)
    {
        if (first.Task.IsCompleted)
            return;
        try
        {
            await first.Task.WaitAsync(LongestWait, timeProvider, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new QueueUnavailableException($"{gateway.Name} has not told its functions yet: {fault}", late) { IsTold = true };
        }
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
        guarded = all.Where(function => FunctionProtection.Read(function.Annotations, function.Name, out _) is not { Kind: ProtectionKind.None })
            .Select(function => function.FullName).ToFrozenSet();
        first.TrySetResult();
        if (now == seen)
            return;
        seen = now;
        Changes.Notify();
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string route, JsonTypeInfo<IReadOnlyList<T>> contract, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        using var answer = await gateway.SendAsync(request, cancellationToken);
        isLogInRefused = GatewayAccess.IsLogInRefused(answer);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw gateway.Unavailable(answer, $"/{route}", "");
        return await answer.Content.ReadFromJsonAsync(contract, cancellationToken) ?? [];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Gateway} did not tell its functions, going on with those known and asking again: {Reason}")]
        public static partial void PollFailed(ILogger logger, string gateway, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Gateway} does not tell its functions, without which nothing begins; it is asked again: {Reason}")]
        public static partial void NothingKnown(ILogger logger, string gateway, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Gateway} tells its functions again")]
        public static partial void PollBack(ILogger logger, string gateway);
    }
}

using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Cron.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cron.Tests.Ticks;

/// <summary>What the log tells of schedules.</summary>
public sealed class LogTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-01-01T11:59:30Z"));
    private readonly Hub hub = new();
    private readonly Lines lines = new();

    [Fact]
    public async Task After_a_restart_the_next_tick_is_one_that_comes_and_times_are_written_from_the_year_down()
    {
        hub.Deploy(("report", "*/5 * * * *"));
        await using (var before = new Replica(hub, time, logger: lines))
            await ToldAsync("next 2026-01-01 12:00:00Z");
        time.Advance(TimeSpan.FromHours(3));
        await using var after = new Replica(hub, time, logger: lines);
        await ToldAsync("next 2026-01-01 15:00:00Z");
    }

    [Fact]
    public async Task A_queue_that_is_away_is_not_told_again_for_every_tick()
    {
        hub.Deploy(("report", "*/5 * * * *"));
        hub.Refusal = new QueueUnavailableException("the gateway is away") { IsTold = true };
        await using var replica = new Replica(hub, time, logger: lines);
        await replica.StartedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));
        await ToldAsync("Debug: The tick 2026-01-01 12:00:00Z of report.openfaas-fn (*/5 * * * *) could not be dispatched");
        Assert.DoesNotContain(lines.All, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    private Task ToldAsync(string text) => Eventually.TrueAsync(() => lines.All.Any(line => line.Contains(text, StringComparison.Ordinal)));

    private sealed class Lines : ILogger<CronConnector>
    {
        public ConcurrentQueue<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{logLevel}: {formatter(state, exception)}{exception}");
    }
}

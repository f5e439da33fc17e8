using System.Globalization;
using System.Text;
using Connectors.Core.Checkpoints;
using Connectors.Core.Functions;
using Connectors.Cron.Schedules;

namespace Connectors.Cron.Ticks;

/// <summary>
/// Up to when a schedule's ticks have been decided, shared by all replicas: it only moves forward, whoever moves it. A schedule
/// that was taken back leaves a mark, so that it starts afresh when it is annotated again.
/// </summary>
internal sealed class TickCheckpoint(ICheckpointStore store, FunctionName function, CronSchedule schedule, TimeProvider time)
{
    private const string Version = "1 ";
    private const string Retired = Version + "retired";

    // A stored time further ahead than this was written by a clock that was wrong; it must not silence the schedule.
    private static readonly TimeSpan WrongClock = TimeSpan.FromHours(1);

    private readonly string key = $"cron/{function}/{schedule.Text}";

    /// <summary>The position; null when there is none, or none to be believed.</summary>
    public async ValueTask<DateTimeOffset?> LoadAsync(CancellationToken cancellationToken) =>
        Read(await store.GetAsync(key, cancellationToken));

    /// <summary>Moves the position forward and returns where it stands: there, or further when another replica was ahead.</summary>
    public async ValueTask<DateTimeOffset> AdvanceAsync(DateTimeOffset position, CancellationToken cancellationToken)
    {
        var value = Encoding.ASCII.GetBytes(Version + position.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        while (true)
        {
            var stored = await store.GetAsync(key, cancellationToken);
            if (Read(stored) is { } ahead && ahead >= position)
                return ahead;
            if (await store.TrySetAsync(key, value, stored?.Version ?? 0, cancellationToken))
                return position;
        }
    }

    /// <summary>Leaves the mark. Another replica that moves the position at the same moment is let pass: it will leave the mark itself.</summary>
    public async ValueTask RetireAsync(CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(key, cancellationToken);
        await store.TrySetAsync(key, Encoding.ASCII.GetBytes(Retired), stored?.Version ?? 0, cancellationToken);
    }

    private DateTimeOffset? Read(Checkpoint? checkpoint)
    {
        if (checkpoint is null)
            return null;
        var text = Encoding.ASCII.GetString(checkpoint.Value.Span);
        return text.StartsWith(Version, StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(text[Version.Length..], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var position)
            && position <= time.GetUtcNow() + WrongClock
                ? position
                : null;
    }
}

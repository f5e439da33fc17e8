using Connectors.Core.Functions;
using Connectors.Sdk.Topics;

namespace Connectors.Cron.Schedules;

/// <summary>Reads the annotations of all functions, each again only when it has changed: one deployment among thousands costs one. Not thread-safe.</summary>
internal sealed class ScheduleReading(CronSettings settings)
{
    private Dictionary<FunctionName, (TopicSubscriber Subscriber, FunctionSchedules Schedules)> known = [];

    /// <summary>The schedules of every function that has some.</summary>
    public IReadOnlyDictionary<FunctionName, FunctionSchedules> Read(IReadOnlyList<TopicSubscriber> subscribers, DateTimeOffset now)
    {
        var next = new Dictionary<FunctionName, (TopicSubscriber, FunctionSchedules)>(known.Count);
        var wanted = new Dictionary<FunctionName, FunctionSchedules>(known.Count);
        foreach (var subscriber in subscribers)
        {
            if (!FunctionSchedules.IsFor(subscriber))
                continue;
            var schedules = known.TryGetValue(subscriber.Function, out var former) && ReferenceEquals(former.Subscriber, subscriber)
                ? former.Schedules
                : FunctionSchedules.Read(subscriber, settings, now);
            next.Add(subscriber.Function, (subscriber, schedules));
            wanted.Add(subscriber.Function, schedules);
        }
        known = next;
        return wanted;
    }
}

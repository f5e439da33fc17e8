using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Cron.Schedules;
using Connectors.Sdk.Events;

namespace Connectors.Cron.Ticks;

/// <summary>A tick as an event. Its id is the same on every replica and in every try, which is why it fires once.</summary>
internal static class TickEvent
{
    public static ConnectorEvent Of(FunctionName function, CronSchedule schedule, DateTimeOffset tick)
    {
        var at = tick.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new ConnectorEvent
        {
            Topic = FunctionSchedules.Topic,
            Id = $"{function}@{schedule.Text}@{at}",
            Time = tick,
            Headers = new InvocationHeaders { { "X-Cron-Schedule", schedule.Text }, { "X-Cron-Tick", at } },
        };
    }
}

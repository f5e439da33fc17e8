using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;

namespace Connectors.Cron;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedules of {Function}: {Fault}")]
    public static partial void ScheduleFault(ILogger logger, FunctionName function, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} runs at {Schedule}, next {Next:u}")]
    public static partial void ScheduleStarted(ILogger logger, FunctionName function, string schedule, DateTimeOffset? next);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} does not run at {Schedule} any more")]
    public static partial void ScheduleEnded(ILogger logger, FunctionName function, string schedule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} missed ticks of {Schedule} from {First:u} on; the misfire policy {Policy} (deadline {Deadline}) says which are caught up")]
    public static partial void Misfired(ILogger logger, FunctionName function, string schedule, DateTimeOffset first, Misfires.MisfirePolicy policy, TimeSpan deadline);

    [LoggerMessage(Message = "The tick {Tick:u} of {Function} ({Schedule}) could not be dispatched; next try in {Pause}: {Error}")]
    public static partial void TickRetried(ILogger logger, LogLevel level, DateTimeOffset tick, FunctionName function, string schedule, TimeSpan pause, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tick {Tick:u} of {Function} ({Schedule}) is given up: it could not be dispatched within {Deadline}: {Error}")]
    public static partial void TickGivenUp(ILogger logger, DateTimeOffset tick, FunctionName function, string schedule, TimeSpan deadline, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tick {Tick:u} of {Function} ({Schedule}) is given up: {Error}")]
    public static partial void TickRefused(ILogger logger, DateTimeOffset tick, FunctionName function, string schedule, string error);

    [LoggerMessage(Message = "The position of {Function} ({Schedule}) could not be read; next try in {Pause}: {Error}")]
    public static partial void CheckpointUnreadable(ILogger logger, LogLevel level, Exception? exception, FunctionName function, string schedule, TimeSpan pause, string error);

    [LoggerMessage(Message = "The position {Position:u} of {Function} ({Schedule}) could not be stored; the next tick stores a later one: {Error}")]
    public static partial void CheckpointNotStored(ILogger logger, LogLevel level, Exception? exception, DateTimeOffset position, FunctionName function, string schedule, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That {Function} does not run at {Schedule} any more could not be stored: {Error}")]
    public static partial void EndNotStored(ILogger logger, Exception? exception, FunctionName function, string schedule, string error);
}

using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker;

/// <summary>What the worker says.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("call {CallId}");

    public static IDisposable? BeginCall(this ILogger logger, CallId callId) => Scope(logger, callId.ToString());

    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} takes up to {MaxInflight} invocations at a time")]
    public static partial void Started(this ILogger logger, string worker, int maxInflight);

    [LoggerMessage(2, LogLevel.Information, "Worker {Worker} takes nothing more and waits up to {GracePeriod} for what runs")]
    public static partial void Draining(this ILogger logger, string worker, TimeSpan gracePeriod);

    [LoggerMessage(3, LogLevel.Information, "Worker {Worker} has stopped")]
    public static partial void Stopped(this ILogger logger, string worker);

    [LoggerMessage(4, LogLevel.Warning, "The queue is unavailable for {What}, next try in {Delay}: {Error}")]
    public static partial void QueueUnavailable(this ILogger logger, string what, TimeSpan delay, string? error);

    [LoggerMessage(5, LogLevel.Error, "Leasing for {What} failed; it goes on in a moment")]
    public static partial void LeasingFailed(this ILogger logger, Exception exception, string what);

    [LoggerMessage(6, LogLevel.Error, "A lease for {What} was left to run out by an unexpected error")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string what);

    [LoggerMessage(7, LogLevel.Warning, "The numbers of the queues could not be read, so that metrics show former ones: {Error}")]
    public static partial void StatisticsFailed(this ILogger logger, Exception? exception, string error);

    [LoggerMessage(30, LogLevel.Information, "The numbers of the queues are read again")]
    public static partial void StatisticsRead(this ILogger logger);

    [LoggerMessage(8, LogLevel.Debug, "The numbers of the queues are read no more")]
    public static partial void StatisticsStopped(this ILogger logger);

    [LoggerMessage(9, LogLevel.Debug, "Function {Function}: {Warning}")]
    public static partial void RetryAnnotation(this ILogger logger, FunctionName function, string warning);

    [LoggerMessage(10, LogLevel.Debug, "Function {Function} answered {Status} at attempt {Attempt}")]
    public static partial void Succeeded(this ILogger logger, FunctionName function, int status, int attempt);

    [LoggerMessage(11, LogLevel.Information, "Attempt {Attempt} of function {Function} failed ({Error}); again in {Delay}")]
    public static partial void Retrying(this ILogger logger, FunctionName function, int attempt, string? error, TimeSpan delay);

    [LoggerMessage(12, LogLevel.Warning, "The call of function {Function} goes to the dead letters: {Reason}")]
    public static partial void Dead(this ILogger logger, FunctionName function, string reason);

    [LoggerMessage(13, LogLevel.Information, "The call of function {Function} was aborted: {Interruption}")]
    public static partial void Interrupted(this ILogger logger, FunctionName function, string interruption);

    [LoggerMessage(14, LogLevel.Information, "The call of function {Function} goes back to the queue, because the worker stops")]
    public static partial void GivenBack(this ILogger logger, FunctionName function);

    [LoggerMessage(15, LogLevel.Warning, "The outcome of function {Function} was not recorded: the lease was not this worker's any more")]
    public static partial void NotRecorded(this ILogger logger, FunctionName function);

    [LoggerMessage(16, LogLevel.Error, "The call of function {Function} failed unexpectedly")]
    public static partial void CallFailed(this ILogger logger, Exception exception, FunctionName function);

    [LoggerMessage(17, LogLevel.Warning, "The answer of function {Function} could not be kept: {Error}")]
    public static partial void ResultBroken(this ILogger logger, FunctionName function, string error);

    [LoggerMessage(18, LogLevel.Debug, "Callback {DeliveryId} of function {Function} delivered at try {Attempt}")]
    public static partial void CallbackDelivered(this ILogger logger, string deliveryId, FunctionName function, int attempt);

    [LoggerMessage(19, LogLevel.Information, "Try {Attempt} of callback {DeliveryId} of function {Function} failed ({Error}); again in {Delay}")]
    public static partial void CallbackRetrying(this ILogger logger, string deliveryId, FunctionName function, int attempt, string error, TimeSpan delay);

    [LoggerMessage(20, LogLevel.Warning, "Callback {DeliveryId} of function {Function} is given up at try {Attempt}: {Error}")]
    public static partial void CallbackDead(this ILogger logger, string deliveryId, FunctionName function, int attempt, string error);

    [LoggerMessage(21, LogLevel.Information, "Callback {DeliveryId} was aborted: {Why}")]
    public static partial void CallbackAborted(this ILogger logger, string deliveryId, string why);

    [LoggerMessage(22, LogLevel.Warning, "The outcome of callback {DeliveryId} was not recorded: {Why}")]
    public static partial void CallbackNotRecorded(this ILogger logger, string deliveryId, string why);

    [LoggerMessage(23, LogLevel.Debug, "The target of callback {DeliveryId} answered 2xx, but its body could not be read to the end: {Error}")]
    public static partial void AnswerBroken(this ILogger logger, string deliveryId, string error);

    [LoggerMessage(24, LogLevel.Warning, "Outcome not recorded, the queue stayed unavailable: {Outcome}; the lease runs out")]
    public static partial void OutcomeLost(this ILogger logger, string outcome);

    [LoggerMessage(25, LogLevel.Debug, "Connecting to {Address} for a callback failed: {Error}")]
    public static partial void ConnectFailed(this ILogger logger, System.Net.IPEndPoint address, string error);

    [LoggerMessage(26, LogLevel.Error, "What was queued for function {Function} could not be read: {Error}")]
    public static partial void BodyUnreadable(this ILogger logger, FunctionName function, string error);

    [LoggerMessage(27, LogLevel.Warning, "No room for a large answer of function {Function} among the temporary files; it is stored as it arrives, which can be done once only: {Error}")]
    public static partial void NoRoomToSpool(this ILogger logger, FunctionName function, string error);

    [LoggerMessage(28, LogLevel.Warning, "The replicas of functions could not be read; limits follow them again at the next change")]
    public static partial void ReplicasUnread(this ILogger logger, Exception exception);

    [LoggerMessage(31, LogLevel.Information, "The call of function {Function} used up no attempt ({Error}); again in {Delay}")]
    public static partial void PutOff(this ILogger logger, FunctionName function, string error, TimeSpan delay);

    [LoggerMessage(32, LogLevel.Debug, "Which functions are gone cannot be told, their numbers stay meanwhile: {Reason}")]
    public static partial void GoneUnread(this ILogger logger, string reason);

    [LoggerMessage(29, LogLevel.Debug, "The replicas of functions are followed no more")]
    public static partial void ReplicasUnwatched(this ILogger logger);
}

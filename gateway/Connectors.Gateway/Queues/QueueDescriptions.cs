using Connectors.Core.Describing;
using Connectors.Core.Queues;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Queues;

/// <summary>What the operators' routes say of themselves.</summary>
internal static class QueueDescriptions
{
    private static readonly OperationParameter after = new("after", "The next of the page before.");
    private static readonly OperationParameter state = new("state", "queued, running, retrying, succeeded, dead or cancelled.");
    private static readonly OperationAnswer changed = new(200, "How many.", static () => CountJson.Default.Changed);

    public static readonly OperationDescription List = new("Every queue with its numbers, by function too.") { Answers = [new(200, "Ordered by name.", static () => QueueJson.Default.IReadOnlyListQueueStatus)], Errors = [503] };

    public static readonly OperationDescription Invocations = new("Calls of a queue, the newest first.")
    {
        Parameters = [Told.Function, Told.Namespace, state, Told.Limit, after],
        Answers = [new(200, "A page.", static () => QueueJson.Default.PageInvocationRecord)],
        Errors = [400, 503],
    };

    public static readonly OperationDescription Cancel = new("Cancels calls that have not ended.") { Parameters = [Told.Function, Told.Namespace, state, Told.Limit], Answers = [changed], Errors = [400, 503] };

    public static readonly OperationDescription Pause = new("No more calls are taken from a queue, or of one of its functions.") { Parameters = [Told.Function, Told.Namespace], Answers = [Told.Accepted], Errors = [400, 404, 503] };

    public static readonly OperationDescription Resume = new("Calls are taken again.") { Parameters = [Told.Function, Told.Namespace], Answers = [Told.Accepted], Errors = [400, 503] };

    public static readonly OperationDescription DeadLetters = new("The dead letters of a queue.")
    {
        Parameters = [Told.Function, Told.Namespace, Told.Limit, after],
        Answers = [new(200, "A page.", static () => QueueJson.Default.PageInvocationRecord)],
        Errors = [400, 503],
    };

    public static readonly OperationDescription Purge = new("Removes dead letters.") { Parameters = [Told.Function, Told.Namespace, Told.Limit], Answers = [changed], Errors = [400, 503] };

    public static readonly OperationDescription Redrive = new("Runs dead letters again.") { Parameters = [Told.Function, Told.Namespace, Told.Limit], Answers = [changed], Errors = [400, 503] };

    public static readonly OperationDescription DeadLetter = new("One dead letter, with the story of its call.") { Answers = [new(200, "The call.", static () => QueueJson.Default.InvocationRecord)], Errors = [404, 503] };

    public static readonly OperationDescription PurgeOne = new("Removes a dead letter.") { Answers = [Told.Accepted], Errors = [400, 404, 503] };

    public static readonly OperationDescription RedriveOne = new("Runs a dead letter again.") { Answers = [Told.Accepted], Errors = [400, 404, 503] };
}

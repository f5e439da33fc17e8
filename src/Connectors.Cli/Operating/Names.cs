using System.CommandLine;
using Connectors.Core.Functions;
using Connectors.Core.Queues;

namespace Connectors.Cli.Operating;

/// <summary>The words that several commands about queues share.</summary>
internal static class Names
{
    public static Argument<string> Queue() => new("queue") { Description = "A queue's name, e.g. faas-request." };

    public static Argument<string> CallId() => new("call-id") { Description = "The id that the call was answered with (X-Call-Id)." };

    public static Option<string> Function() => new("--function", "-f") { HelpName = "name", Description = "Of this function only: name or name.namespace." };

    public static Option<bool> All(string what) => new("--all") { Description = what };

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>What a queue holds of a function.</summary>
    public static IEnumerable<FunctionQueueStatus> On(QueueStatus status, string function)
    {
        // The gateway's own default namespace may be another: then the bare name decides, and the gateway has the last word.
        var isFull = FunctionName.TryParse(function, out var name) && function.Contains('.', StringComparison.Ordinal);
        return status.Functions.Where(counted => counted.Function == (isFull ? name.Name : function) && (!isFull || counted.Namespace == name.Namespace));
    }

    /// <summary>True when a queue holds calls or dead letters of a function, or has it paused; whether it is still deployed or not.</summary>
    public static bool IsOn(QueueStatus status, string function) => On(status, function).Any();

    /// <summary>A query with what is given; empty when nothing is.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> conditions)
    {
        var query = "";
        foreach (var (name, value) in conditions)
        {
            if (value is not null)
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }
        return query;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Functions;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Queues;

/// <summary>Reads what an operator's call names: a queue, and in its query perhaps a function, a state and a page.</summary>
internal static class QueueRequest
{
    /// <summary>What a list of invocations may be narrowed by.</summary>
    public static readonly string[] OfInvocations = ["function", "namespace", "state", "limit", "after"];

    /// <summary>What a list of dead letters may be narrowed by.</summary>
    public static readonly string[] OfDeadLetters = ["function", "namespace", "limit", "after"];

    /// <summary>What may be said of the invocations to cancel.</summary>
    public static readonly string[] OfCancelling = ["function", "namespace", "state", "limit"];

    /// <summary>What may be said of dead letters to redrive or purge.</summary>
    public static readonly string[] OfChanging = ["function", "namespace", "limit"];

    /// <summary>What may be paused or resumed.</summary>
    public static readonly string[] OfPausing = ["function", "namespace"];

    /// <summary>Null when it was refused with 400 already.</summary>
    public static async ValueTask<InvocationQuery?> ReadAsync(HttpContext context, GatewaySettings settings, string[] conditions)
    {
        if (TryRead(context, settings, conditions, out var query, out var fault))
            return query;
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        return null;
    }

    /// <summary>The limit that was asked for; null when none was.</summary>
    public static int? LimitOf(HttpContext context, InvocationQuery query) => context.Request.Query.ContainsKey("limit") ? query.Limit : null;

    private static bool TryRead(
        HttpContext context, GatewaySettings settings, string[] conditions, [NotNullWhen(true)] out InvocationQuery? query, [NotNullWhen(false)] out string? fault)
    {
        query = null;
        var queue = context.Request.RouteValues["queue"] as string ?? "";
        fault = QueueName.Fault(queue) ?? QueryFault(context.Request.Query, conditions);
        if (fault is null
            && TryFunction(context, settings, out var function, out fault)
            && TryState(context.Request.Query["state"], out var state, out fault)
            && TryLimit(context.Request.Query["limit"], out var limit, out fault))
            query = new InvocationQuery { Queue = queue, Function = function, State = state, Limit = limit, After = Given(context.Request.Query["after"]) };
        return query is not null;
    }

    // A misspelt or empty condition would make a call that removes or stops things mean all of them.
    private static string? QueryFault(IQueryCollection query, string[] conditions)
    {
        foreach (var (key, value) in query)
        {
            if (!conditions.Contains(key, StringComparer.OrdinalIgnoreCase))
                return conditions.Length == 0 ? $"this takes no condition '{key}'" : $"this takes no condition '{key}'; it takes {string.Join(", ", conditions)}";
            if (string.IsNullOrWhiteSpace(value))
                return $"the condition '{key}' is empty; leave it out to mean all";
        }
        return null;
    }

    private static bool TryFunction(HttpContext context, GatewaySettings settings, out FunctionName? function, [NotNullWhen(false)] out string? fault)
    {
        (function, fault) = (null, null);
        if (Given(context.Request.Query["function"]) is not { } text)
            return true;
        var valid = NamedFunction.TryRead(context, settings, text, null, out var name, out fault);
        function = valid ? name : null;
        return valid;
    }

    private static bool TryState(string? text, out InvocationState? state, [NotNullWhen(false)] out string? fault)
    {
        (state, fault) = (null, null);
        if (string.IsNullOrEmpty(text))
            return true;
        if (text.All(char.IsAsciiLetter) && Enum.TryParse<InvocationState>(text, ignoreCase: true, out var parsed))
            state = parsed;
        else
            fault = "state is one of queued, running, retrying, succeeded, dead and cancelled";
        return fault is null;
    }

    private static bool TryLimit(string? text, out int limit, [NotNullWhen(false)] out string? fault)
    {
        (limit, fault) = (100, null);
        if (string.IsNullOrEmpty(text))
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000)
            fault = "limit is a number from 1 to 1000";
        return fault is null;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

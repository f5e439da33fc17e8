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
    private static readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase) { "function", "namespace", "state", "limit", "after" };

    /// <summary>Null when it was refused with 400 already.</summary>
    public static async ValueTask<InvocationQuery?> ReadAsync(HttpContext context, GatewaySettings settings)
    {
        if (TryRead(context, settings, out var query, out var fault))
            return query;
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
        return null;
    }

    private static bool TryRead(
        HttpContext context, GatewaySettings settings, [NotNullWhen(true)] out InvocationQuery? query, [NotNullWhen(false)] out string? fault)
    {
        query = null;
        var queue = context.Request.RouteValues["queue"] as string ?? "";
        fault = QueueName.Fault(queue) ?? QueryFault(context.Request.Query);
        if (fault is null
            && TryFunction(context, settings, out var function, out fault)
            && TryState(context.Request.Query["state"], out var state, out fault)
            && TryLimit(context.Request.Query["limit"], out var limit, out fault))
            query = new InvocationQuery { Queue = queue, Function = function, State = state, Limit = limit, After = Given(context.Request.Query["after"]) };
        return query is not null;
    }

    // A misspelt or empty condition would make a call that removes or stops things mean all of them.
    private static string? QueryFault(IQueryCollection query)
    {
        foreach (var (key, value) in query)
        {
            if (!known.Contains(key))
                return $"there is no condition '{key}'; there are function, namespace, state, limit and after";
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

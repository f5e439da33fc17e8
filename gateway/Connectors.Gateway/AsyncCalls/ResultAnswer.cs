using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.AsyncCalls;

/// <summary>
/// A function's kept answer as it was: its status, headers and body. <c>X-Function-Status</c> is on it whatever the status, so that
/// a function's error can be told from one of the gateway's.
/// </summary>
internal static class ResultAnswer
{
    public static async Task Write(HttpContext context, InvocationRecord record, FunctionResult result)
    {
        var response = context.Response;
        response.StatusCode = result.Status is >= 200 and <= 599 ? result.Status : StatusCodes.Status200OK;
        foreach (var (name, value) in result.Headers)
        {
            if (HeaderRules.IsName(name) && !HeaderRules.IsFraming(name) && !name.Equals(PlainAnswer.InternalHeader, StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(name, HeaderRules.Value(value));
        }
        response.Headers[HeaderRules.CallId] = record.CallId;
        response.Headers["X-Function-Name"] = $"{record.Function}.{record.Namespace}";
        response.Headers["X-Function-Status"] = result.Status.ToString(CultureInfo.InvariantCulture);
        response.Headers.TryAdd("X-Duration-Seconds", result.Seconds.ToString("0.000000", CultureInfo.InvariantCulture));
        if (HeaderRules.HasNoContent(response.StatusCode))
            return;
        response.ContentLength = result.Body.Length;
        await using var body = await result.Body.OpenReadAsync(context.RequestAborted);
        await body.CopyToAsync(response.Body, context.RequestAborted);
    }
}

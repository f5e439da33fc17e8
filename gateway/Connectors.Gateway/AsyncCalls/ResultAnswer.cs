using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
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
    /// <summary>False, with nothing written, when the result was swept meanwhile.</summary>
    public static async Task<bool> TryWrite(HttpContext context, InvocationRecord record, FunctionResult result)
    {
        if (await OpenAsync(result.Body, context.RequestAborted) is not { } opened)
            return false;
        await using var body = opened;
        var response = context.Response;
        response.StatusCode = result.Status is >= 200 and <= 599 ? result.Status : StatusCodes.Status200OK;
        foreach (var (name, value) in result.Headers)
        {
            if (HeaderRules.IsName(name) && !IsOurs(name))
                response.Headers.Append(name, HeaderRules.Value(value));
        }
        response.Headers[HeaderRules.CallId] = record.CallId;
        response.Headers["X-Function-Name"] = NameOf(record);
        response.Headers["X-Function-Status"] = result.Status.ToString(CultureInfo.InvariantCulture);
        response.Headers.TryAdd("X-Duration-Seconds", result.Seconds.ToString("0.000000", CultureInfo.InvariantCulture));
        if (HeaderRules.HasNoContent(response.StatusCode))
            return true;
        response.ContentLength = result.Body.Length;
        await body.CopyToAsync(response.Body, context.RequestAborted);
        return true;
    }

    // Those of a trace are the worker's, for the callback.
    private static bool IsOurs(string name) =>
        HeaderRules.IsFraming(name) || TraceHeaders.Contains(name) || name.Equals(PlainAnswer.InternalHeader, StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<Stream?> OpenAsync(InvocationBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.OpenReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its time ran out, or it was purged, after the record was read.
            return null;
        }
    }

    // As in callbacks: the default namespace goes without saying.
    private static string NameOf(InvocationRecord record) =>
        record.Namespace == FunctionName.DefaultNamespace ? record.Function : $"{record.Function}.{record.Namespace}";
}

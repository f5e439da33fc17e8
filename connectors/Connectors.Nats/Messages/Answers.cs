using System.Globalization;
using Connectors.Sdk.Dispatch;
using NATS.Client.Core;

namespace Connectors.Nats.Messages;

/// <summary>What whoever waits for a reply is told.</summary>
internal static class Answers
{
    // As service clients of NATS look for errors.
    private const string ErrorCode = "Nats-Service-Error-Code";
    private const string Error = "Nats-Service-Error";

    /// <summary>The answer of the function whose name comes first; null when none has answered, as when events are queued.</summary>
    public static (NatsHeaders Headers, ReadOnlyMemory<byte> Payload)? Of(DispatchResult result)
    {
        var answered = result.Calls.Where(call => call.Answer is not null).OrderBy(call => call.Function).FirstOrDefault();
        if (answered?.Answer is not { } answer)
            return null;
        var headers = new NatsHeaders
        {
            ["X-Call-Id"] = answered.CallId,
            ["X-Function-Name"] = answered.Function.ToString(),
            ["X-Function-Status"] = answer.Status.ToString(CultureInfo.InvariantCulture),
        };
        if (answer.Headers.First("Content-Type") is { } contentType)
            headers["Content-Type"] = contentType;
        if (answer.Status >= 400)
            Fail(headers, answer.Status, $"function {answered.Function} answered {answer.Status}");
        return (headers, answer.Body);
    }

    /// <summary>Says what went wrong.</summary>
    public static NatsHeaders Failed(int status, string sentence)
    {
        var headers = new NatsHeaders();
        Fail(headers, status, sentence);
        return headers;
    }

    private static void Fail(NatsHeaders headers, int status, string sentence) =>
        (headers[ErrorCode], headers[Error]) = (status.ToString(CultureInfo.InvariantCulture), sentence.ReplaceLineEndings(" "));
}

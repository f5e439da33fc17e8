using Connectors.Core.Describing;
using Connectors.Core.Queues;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Invocations;

/// <summary>What the routes of calls say of themselves.</summary>
internal static class CallDescriptions
{
    private const string Anything = "application/octet-stream";
    private const string AsyncPath = "/async-function/{name}";
    private static readonly OperationParameter rest = Told.InPath("rest", "What the function gets as its path; further segments may follow.");
    private static readonly OperationParameter callId = Told.InPath("name", "The call's id.");

    public static readonly OperationDescription Call = new("Calls a function and waits for its answer.")
    {
        Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        BodyType = Anything,
        Parameters = [Told.Name, rest, Told.Header(HeaderRules.CallId, "An id of the caller's own.")],
        Answers = [new(200, "The function's own status, headers and body, whatever they are.", MediaType: Anything)],
        Errors = [401, 403, 404, 429, 502, 503, 504],
    };

    public static readonly OperationDescription[] Async = [Queue(AsyncPath), Queue(AsyncPath + "/{rest}"),
        new("The story of an asynchronous call. It asks for credentials, or for an id that the gateway gave.")
        {
            Methods = ["GET"], Path = AsyncPath, Parameters = [callId], Answers = [new(200, "Its state and attempts.", static () => QueueJson.Default.InvocationRecord)], Errors = [401, 404, 405, 429, 503],
        },
        new("Cancels an asynchronous call, queued or running.")
        {
            Methods = ["DELETE"], Path = AsyncPath, Parameters = [callId], Answers = [new(202, "It is cancelled, or was.")], Errors = [401, 404, 405, 409, 429, 503],
        },
        new("The kept answer of an asynchronous call.")
        {
            Methods = ["GET"], Path = AsyncPath + "/result", Parameters = [callId], Answers = [new(200, "The function's own status, headers and body; X-Function-Status is on it.", MediaType: Anything)], Errors = [401, 404, 429, 503],
        }];

    private static OperationDescription Queue(string path) => new("Queues a call of a function.")
    {
        Methods = ["POST"],
        Path = path,
        BodyType = Anything,
        Parameters =
        [
            Told.Name, rest, Told.Header("X-Callback-Url", "Where the answer goes."), Told.Header("X-Delay", "How long it is to wait, such as 90s."),
            Told.Header("X-Not-Before", "When it is due, as RFC 3339 writes it."), Told.Header("X-Ordering-Key", "Calls of one key run in order."),
            Told.Header("Idempotency-Key", "A second call of one key is the first."), Told.Header(HeaderRules.CallId, "An id of the caller's own."),
        ],
        Answers = [new(202, "Stored; X-Call-Id bears its id, and X-Duplicate: true says that there was one of its key.")],
        Errors = [401, 403, 404, 405, 429, 431, 503],
    };
}

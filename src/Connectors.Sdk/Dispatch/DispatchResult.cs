using Connectors.Core.Functions;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Dispatch;

/// <summary>To whom an event went. Empty when nobody listens.</summary>
public sealed record DispatchResult(IReadOnlyList<DispatchedCall> Calls);

/// <summary>One function's part of an event.</summary>
/// <param name="Function">Who.</param>
/// <param name="CallId">The invocation's id.</param>
/// <param name="Duplicate">True when it was queued before, under this id.</param>
public sealed record DispatchedCall(FunctionName Function, string CallId, bool Duplicate)
{
    /// <summary>What the function answered; null unless the event wanted an answer and functions are called synchronously.</summary>
    public FunctionAnswer? Answer { get; init; }
}

/// <summary>A function's answer to an event.</summary>
/// <param name="Status">Its HTTP status, whatever it is.</param>
/// <param name="Headers">Its headers, without hop-by-hop ones.</param>
/// <param name="Body">Its body, whole.</param>
public sealed record FunctionAnswer(int Status, InvocationHeaders Headers, ReadOnlyMemory<byte> Body);

using Connectors.Core.Functions;

namespace Connectors.Sdk.Dispatch;

/// <summary>To whom an event went. Empty when nobody listens.</summary>
public sealed record DispatchResult(IReadOnlyList<DispatchedCall> Calls);

/// <summary>One function's part of an event.</summary>
/// <param name="Function">Who.</param>
/// <param name="CallId">The invocation's id.</param>
/// <param name="Duplicate">True when it was queued before, under this id.</param>
public sealed record DispatchedCall(FunctionName Function, string CallId, bool Duplicate);

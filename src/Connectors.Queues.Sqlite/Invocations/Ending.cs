using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Lanes;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>How an invocation ends: done or dead.</summary>
internal sealed record Ending(Stage Stage, AttemptReport? Attempt, FunctionResult Result, string? Reason);

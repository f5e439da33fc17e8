using Connectors.Core.Functions;

namespace Connectors.Sdk.Apart;

/// <summary>The gateway knows no such function any more: an event for it is for nobody.</summary>
internal sealed class FunctionGoneException(FunctionName function) : Exception($"function {function} is gone");

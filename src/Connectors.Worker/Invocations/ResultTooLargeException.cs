using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>A function answers more than is kept.</summary>
internal sealed class ResultTooLargeException(ByteSize limit) : IOException($"the answer is larger than {limit} (worker.max-result-bytes)");

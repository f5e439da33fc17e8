namespace Connectors.Gateway.Invocations.Whole;

/// <summary>A function's answer has begun and does not come to its end.</summary>
internal sealed class AnswerBrokenException(Exception cause) : IOException(cause.Message, cause);

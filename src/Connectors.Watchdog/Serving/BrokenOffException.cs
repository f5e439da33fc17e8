namespace Connectors.Watchdog.Serving;

/// <summary>
/// Ends an answer that has begun so that the caller sees all that was written and that it is not whole: the server sends the one and
/// then closes the connection without the mark of an end. It has been logged by the one who throws it.
/// </summary>
internal sealed class BrokenOffException() : Exception("The answer was broken off.");

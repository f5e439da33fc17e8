using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Serving;

/// <summary>How a request is answered. Thread-safe.</summary>
internal interface IRequestMode
{
    /// <summary>Answers it, whatever happens.</summary>
    Task HandleAsync(HttpContext context);
}

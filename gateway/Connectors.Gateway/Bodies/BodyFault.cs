using Connectors.Core.Units;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Bodies;

/// <summary>What the web server has against a request's body, in words for who sent it.</summary>
internal static class BodyFault
{
    public static BadHttpRequestException Of(BadHttpRequestException fault, RequestBodyRule rule) => fault.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge when rule.MaxBytes is { } most =>
            new($"the request body is larger than {new ByteSize(most)}, the most that {rule.Bound}", fault.StatusCode, fault),
        StatusCodes.Status408RequestTimeout => new("the request body came too slowly", fault.StatusCode, fault),
        StatusCodes.Status400BadRequest => new("the request body is malformed, or ended before its length", fault.StatusCode, fault),
        _ => fault,
    };
}

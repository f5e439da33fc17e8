using System.Globalization;
using System.Text;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations.Grpc;

/// <summary>The gateway's own words to a client of gRPC: a status and a message, and nothing else.</summary>
internal static class GrpcAnswer
{
    /// <summary>Writes an error; does nothing when an answer is under way.</summary>
    public static Task Write(HttpContext context, int status, string line)
    {
        var response = context.Response;
        if (response.HasStarted)
            return Task.CompletedTask;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = Code(status).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Message(line);
        response.Headers[PlainAnswer.InternalHeader] = "gateway";
        return response.CompleteAsync();
    }

    // What clients do with a code is what counts: of these only UNAVAILABLE is safe to try again.
    private static int Code(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => 16, // UNAUTHENTICATED
        StatusCodes.Status403Forbidden => 7, // PERMISSION_DENIED
        StatusCodes.Status404NotFound => 12, // UNIMPLEMENTED
        StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => 4, // DEADLINE_EXCEEDED
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => 8, // RESOURCE_EXHAUSTED
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => 14, // UNAVAILABLE
        _ => 13, // INTERNAL
    };

    private static string Message(string line)
    {
        var message = new StringBuilder(line.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(line))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
                message.Append((char)octet);
            else
                message.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return message.ToString();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>JSON out, JSON in.</summary>
internal static class JsonAnswer
{
    /// <summary>200 with the value.</summary>
    public static async Task Write<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Reads the request; null when it was refused with 400 already.</summary>
    public static async Task<T?> Read<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        string fault;
        try
        {
            var value = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
            if (value is not null)
                return value;
            fault = "it is null";
        }
        catch (JsonException exception)
        {
            fault = JsonFault.Sentence(exception);
        }
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, $"the request body is not the JSON this call takes: {fault}");
        return null;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Answers;

/// <summary>JSON out, JSON in.</summary>
internal static class JsonAnswer
{
    private static readonly byte[] byteOrderMark = [0xEF, 0xBB, 0xBF];

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
    public static Task<T?> Read<T>(HttpContext context, JsonTypeInfo<T> type) where T : class => Read(context, context.Request.Body, type);

    /// <summary>Reads the request whole, and what in it nobody reads; null when it was refused with 400 already. Only for routes whose bodies are bounded.</summary>
    public static async Task<(T Value, IReadOnlyList<string> Unknown)?> ReadClosely<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        if (await Read(context, body, type) is not { } value)
            return null;
        var json = body.GetBuffer().AsSpan(0, (int)body.Length);
        return (value, UnknownFields.Of(json.StartsWith(byteOrderMark) ? json[byteOrderMark.Length..] : json, type));
    }

    private static async Task<T?> Read<T>(HttpContext context, Stream body, JsonTypeInfo<T> type) where T : class
    {
        string fault;
        try
        {
            var value = await JsonSerializer.DeserializeAsync(body, type, context.RequestAborted);
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

using System.Text.Json;

namespace Connectors.Webhooks.Deliveries;

/// <summary>
/// Looks up single texts in a payload without taking it apart: it may be large and is passed on as it is. What is not JSON, or nested
/// without end, holds no texts.
/// </summary>
internal static class JsonText
{
    /// <summary>How deep what is read may be nested.</summary>
    public const int Deepest = 256;

    /// <summary>The text of an outermost property; null when there is none.</summary>
    public static string? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => Find(json, default, name);

    /// <summary>The text of a property of an outermost object; null when there is none.</summary>
    public static string? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || (!outer.IsEmpty && !MovesInto(ref reader, outer)))
                return null;
            return MovesTo(ref reader, name) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Signed, so whoever listens may make of it what they can; it only holds no text.
            return null;
        }
    }

    /// <summary>Whether it is one JSON object from end to end.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool MovesInto(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        MovesTo(ref reader, name) && reader.TokenType == JsonTokenType.StartObject;

    private static bool MovesTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}

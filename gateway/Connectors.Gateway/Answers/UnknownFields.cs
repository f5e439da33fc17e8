using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Core.Units;

namespace Connectors.Gateway.Answers;

/// <summary>Fields of a JSON object that nobody reads: clients of other releases may send some, but most are slips.</summary>
internal static class UnknownFields
{
    private const int MostTold = 5;
    private const int LongestName = 64;

    // What belongs elsewhere, and where.
    private static readonly Dictionary<string, string> elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "the name is service",
        ["replicas"] = "set the label com.openfaas.scale.min, or scale by /system/scale-function",
        ["environment"] = "variables are envVars",
        ["fprocess"] = "the command is envProcess",
        ["handler"] = "it is read when an image is built",
        ["lang"] = "it is read when an image is built",
    };

    /// <summary>A sentence for each, as many as one cares to read; none for what is no object.</summary>
    /// <param name="json">That was read as <paramref name="type"/> without a fault.</param>
    /// <param name="type">What is read.</param>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        List<string>? told = null;
        var more = 0;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (type.Properties.All(property => !property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                if ((told ??= []).Count < MostTold)
                    told.Add(Sentence(name, type));
                else
                    more++;
            }
            reader.Skip();
        }
        if (more > 0)
            told!.Add($"and {more} more");
        return told ?? (IReadOnlyList<string>)[];
    }

    private static string Sentence(string name, JsonTypeInfo type)
    {
        var shown = name.Length <= LongestName ? name : $"{name.AsSpan(0, LongestName)}...";
        return Hint(name, type) is { } hint ? $"field '{shown}' is not known and without effect: {hint}" : $"field '{shown}' is not known and without effect";
    }

    private static string? Hint(string name, JsonTypeInfo type)
    {
        if (elsewhere.TryGetValue(name, out var exact))
            return exact;
        var (best, hint) = (3, (string?)null);
        foreach (var property in type.Properties)
            Take(property.Name, $"did you mean {property.Name}?");
        foreach (var (field, where) in elsewhere)
            Take(field, where);
        return hint;

        void Take(string candidate, string words)
        {
            var distance = EditDistance.Of(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best && distance < candidate.Length / 2)
                (best, hint) = (distance, words);
        }
    }
}

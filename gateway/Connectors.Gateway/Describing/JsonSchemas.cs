using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Connectors.Gateway.Describing;

/// <summary>
/// The schemas of JSON, made from what writes and reads it, so that they cannot differ from what is sent. Types with a name become
/// components of the document.
/// </summary>
internal sealed class JsonSchemas(OpenApiDocument document)
{
    private static readonly JsonSchemaExporterOptions exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Relax };

    private readonly Dictionary<JsonTypeInfo, string> names = [];

    /// <summary>The schema of a type, or a reference to it.</summary>
    public IOpenApiSchema Of(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(type.Options.GetTypeInfo(element)) };
        return type.Kind == JsonTypeInfoKind.Object ? new OpenApiSchemaReference(Component(type), document) : Export(type);
    }

    private string Component(JsonTypeInfo type)
    {
        if (names.TryGetValue(type, out var known))
            return known;
        var name = NameOf(type.Type);
        // Two forms of one type, such as with and without a count.
        for (var i = 2; names.ContainsValue(name); i++)
            name = $"{NameOf(type.Type)}{i}";
        names[type] = name;
        document.AddComponent(name, Export(type));
        return name;
    }

    private OpenApiSchema Export(JsonTypeInfo type)
    {
        var node = type.GetJsonSchemaAsNode(exporting);
        var schema = OpenApiModelFactory.Parse<OpenApiSchema>(node.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _, "json");
        return schema ?? throw new InvalidOperationException($"The schema of {type.Type} cannot be read.");
    }

    // What may be null is absent then: nulls are not written.
    private static JsonNode Relax(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is JsonObject schema && schema["properties"] is JsonObject properties && schema["required"] is JsonArray required)
        {
            foreach (var name in required.Where(name => MayBeNull(properties[name!.GetValue<string>()])).ToList())
                required.Remove(name);
        }
        return node;
    }

    private static bool MayBeNull(JsonNode? schema) =>
        schema?["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null");

    private static string NameOf(Type type) =>
        type.IsGenericType ? string.Concat(type.GetGenericArguments().Select(NameOf)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
}

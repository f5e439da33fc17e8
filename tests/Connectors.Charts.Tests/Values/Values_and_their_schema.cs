using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.Serialization;

namespace Connectors.Charts.Tests.Values;

public class Values_and_their_schema
{
    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Repository.Chart, "values.schema.json"));

    public static TheoryData<string> AllShapes => Shapes.All;

    [Fact]
    public void What_comes_with_the_chart_is_valid() => Assert.True(IsValid(File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml"))));

    [Theory, MemberData(nameof(AllShapes))]
    public void What_the_tests_render_is_valid(string values) => Assert.True(IsValid(values.Length == 0 ? "{}" : values));

    [Theory]
    [InlineData("gatway: {}")]
    [InlineData("gateway: { replica: 2 }")]
    [InlineData("gateway: { replicas: two }")]
    [InlineData("gateway: { replicas: -1 }")]
    [InlineData("gateway: { readTimeout: 65 seconds }")]
    [InlineData("gateway: { service: { type: External } }")]
    [InlineData("functions: { namespaces: [] }")]
    [InlineData("functions: { namespaces: [Not_A_Name] }")]
    [InlineData("functions: { imagePullPolicy: Sometimes }")]
    [InlineData("operator: true")]
    [InlineData("nats: { url: 'http://nats:4222' }")]
    [InlineData("nats: { replicas: 2 }")]
    [InlineData("nats: { maxFileStore: 10Gi }")]
    [InlineData("connectors: { cron: true }")]
    [InlineData("connectors: { Cron_1: { enabled: true, replicas: 1 } }")]
    [InlineData("provider: faasd")]
    [InlineData("provider: 'http://provider:8081'")]
    [InlineData("secrets: github")]
    [InlineData("prometheus: { url: prometheus }")]
    [InlineData("image: { tag: 9 }")]
    [InlineData("settings: []")]
    public void What_cannot_be_is_refused(string values) => Assert.False(IsValid(values));

    [Fact]
    public void Schema_and_values_know_the_same_names()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json")))!;
        var values = Json(File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml")));
        Assert.Empty(Missing(schema, schema["properties"]!.AsObject(), values.AsObject(), ""));
    }

    // Every property of the schema has its default in values.yaml; the other way round is what being valid means. Each also has a comment there.
    private static IEnumerable<string> Missing(JsonNode schema, JsonObject properties, JsonObject values, string at)
    {
        foreach (var (name, property) in properties)
        {
            if (at + name is "global" or "nats.image.pullSecrets" or "prometheus.image.pullSecrets" or "alertmanager.image.pullSecrets")
                continue;
            if (!values.TryGetPropertyValue(name, out var value))
                yield return at + name;
            else if (Resolved(schema, property!)["properties"] is JsonObject inner && value is JsonObject below)
            {
                foreach (var missing in Missing(schema, inner, below, $"{at}{name}."))
                    yield return missing;
            }
        }
    }

    private static JsonNode Resolved(JsonNode schema, JsonNode property) =>
        property["$ref"] is { } reference ? schema["definitions"]![reference.GetValue<string>().Split('/')[^1]]! : property;

    private static bool IsValid(string yaml) => Schema.Evaluate(JsonSerializer.SerializeToElement(Json(yaml))).IsValid;

    private static JsonNode Json(string yaml)
    {
        var value = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(value))!;
    }
}

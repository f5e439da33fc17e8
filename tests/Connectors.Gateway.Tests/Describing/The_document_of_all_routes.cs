using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Describing;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;
using Json.Schema;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Connectors.Gateway.Tests.Describing;

/// <summary><c>GET /openapi.json</c>.</summary>
public sealed class The_document_of_all_routes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_open_and_valid()
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, "/openapi.json", admin: false);
        var read = await OpenApiDocument.LoadAsync(await answer.Content.ReadAsStreamAsync(Cancel), "json", cancellationToken: Cancel);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Fact]
    public async Task Every_route_is_in_it_and_every_operation_says_how_it_is_answered()
    {
        await using var host = await GatewayHost.StartAsync(services: services => services.AddSingleton<ICheckpointStore>(new NoCheckpoints()));
        var document = await ReadAsync(host);

        foreach (var endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            foreach (var operation in RouteOperations.Of(endpoint))
                Assert.True(document["paths"]![operation.Path]?[operation.Method.ToLowerInvariant()] is not null, $"{operation.Method} {operation.Path} is not there");
        }
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var responses = operation!["responses"]!.AsObject();
                Assert.True(path.StartsWith("/connector/", StringComparison.Ordinal) || operation["summary"]!.GetValue<string>() != "Not described.", $"{method} {path} is not described");
                Assert.True(path.StartsWith("/connector/", StringComparison.Ordinal) || responses.Any(response => response.Key[0] is '2' or '3'), $"{method} {path} is never answered well");
                Assert.Contains(responses, response => response.Key[0] is '4' or '5');
                Assert.Equal(path.StartsWith("/system/", StringComparison.Ordinal) || path == "/ui/" || path == "/connector/guarded", operation["security"] is not null);
            }
        }
        Assert.NotNull(document["paths"]!["/async-function/{name}/result"]!["get"]);
        Assert.NotNull(document["paths"]!["/function/{name}/{rest}"]!["patch"]);
        Assert.NotNull(document["paths"]!["/system/queues/{queue}/dead-letters/{id}/redrive"]!["post"]);
        Assert.NotNull(document["paths"]!["/system/checkpoints"]!["put"]!["responses"]!["412"]);
    }

    [Theory]
    [InlineData("/system/functions", "/system/functions")]
    [InlineData("/system/function/{name}", "/system/function/echo?usage=1")]
    [InlineData("/system/secrets", "/system/secrets")]
    [InlineData("/system/namespaces", "/system/namespaces")]
    [InlineData("/system/namespace/{name}", "/system/namespace/openfaas-fn")]
    [InlineData("/system/info", "/system/info")]
    [InlineData("/system/scaling", "/system/scaling")]
    [InlineData("/system/changes", "/system/changes")]
    [InlineData("/system/endpoints", "/system/endpoints")]
    [InlineData("/system/queues", "/system/queues")]
    [InlineData("/system/queues/{queue}/invocations", "/system/queues/faas-request/invocations")]
    [InlineData("/system/queues/{queue}/dead-letters/{id}", "/system/queues/faas-request/dead-letters/dead-1")]
    [InlineData("/async-function/{name}", "/async-function/dead-1")]
    public async Task Answers_are_as_it_says(string path, string request)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Sync_calls.Echo);
        using (await host.SendAsync(HttpMethod.Post, "/system/secrets", new StringContent("""{"name":"key","value":"text"}""")))
            host.Queue.Put(MemoryQueue.Story("dead-1", InvocationState.Dead));
        var document = await ReadAsync(host);
        var schema = document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!.DeepClone();

        using var answer = await host.SendAsync(HttpMethod.Get, request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));

        var result = Validating(document, schema).Evaluate(body.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, $"{body.RootElement.GetRawText()} is not as {schema} says: {string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")))}");
    }

    [Fact]
    public async Task An_answer_of_another_shape_would_be_noticed()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = await ReadAsync(host);
        var schema = document["paths"]!["/system/function/{name}"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!.DeepClone();

        using var wrong = JsonDocument.Parse("""{"name":1,"replicas":"many"}""");

        Assert.False(Validating(document, schema).Evaluate(wrong.RootElement).IsValid);
        Assert.Null(Component(document, schema)["properties"]!["invocationCount"]);
        Assert.NotNull(Component(document, document["paths"]!["/system/functions"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["items"]!)["properties"]!["invocationCount"]);
    }

    private static JsonNode Component(JsonNode document, JsonNode reference) => document["components"]!["schemas"]![reference["$ref"]!.GetValue<string>().Split('/')[^1]]!;

    private static JsonSchema Validating(JsonNode document, JsonNode schema)
    {
        var whole = new JsonObject { ["$defs"] = document["components"]!["schemas"]!.DeepClone(), ["allOf"] = new JsonArray(schema.DeepClone()) };
        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }

    private static async Task<JsonNode> ReadAsync(GatewayHost host) => JsonNode.Parse(await host.Client.GetStringAsync("/openapi.json", Cancel))!;

    private sealed class NoCheckpoints : ICheckpointStore
    {
        public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => new((Checkpoint?)null);

        public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => new(false);
    }

    [Fact]
    public async Task What_asks_for_credentials_says_how_it_refuses_and_takes_tokens_where_there_is_an_issuer()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var withIssuer = await GatewayHost.StartAsync(oidc: new OidcSettings { Issuer = "https://login.example/", Audience = "connectors" });

        var (plain, tokens) = (await ReadAsync(host), await ReadAsync(withIssuer));

        Assert.Equal(["401", "403", "429"], Refusals(plain, "/system/functions", "get"));
        Assert.Equal(["401", "403", "404", "429"], Refusals(plain, "/function/{name}", "post"));
        Assert.Equal(["401", "403", "429", "503"], Refusals(tokens, "/system/info", "get"));
        Assert.Equal("""[{"basic":[]}]""", plain["paths"]!["/system/info"]!["get"]!["security"]!.ToJsonString());
        Assert.Equal("""[{"basic":[]},{"bearer":[]}]""", tokens["paths"]!["/system/info"]!["get"]!["security"]!.ToJsonString());
        Assert.Null(plain["components"]!["securitySchemes"]!["bearer"]);
        Assert.Equal("bearer", tokens["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.GetValue<string>());

        static string[] Refusals(JsonNode document, string path, string method) =>
            [.. document["paths"]![path]![method]!["responses"]!.AsObject().Select(one => one.Key).Where(status => status is "401" or "403" or "404" or "429" or "503").Where(status => status != "503" || path.StartsWith("/system/", StringComparison.Ordinal)).Order()];
    }
}

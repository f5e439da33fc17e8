using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Connectors.EndToEnd.Tests;

/// <summary>What the REST API of the real program says to deployments and changes that make no sense, or that come at the same time.</summary>
public sealed class BadInput(BadInput.Running running) : IClassFixture<BadInput.Running>
{
    private readonly HubProcess hub = running.Hub;

    [Theory]
    [InlineData("POST", "system/functions", """{"service":"","image":"x","envProcess":"cat"}""", 400, "the function name, service, is missing")]
    [InlineData("POST", "system/functions", """{"service":"Upper","image":"x","envProcess":"cat"}""", 400, "function name 'Upper'")]
    [InlineData("POST", "system/functions", """{"service":"../../etc","image":"x","envProcess":"cat"}""", 400, "function name '../../etc'")]
    [InlineData("POST", "system/functions", """{"service":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","image":"x","envProcess":"cat"}""", 400, "1 to 63")]
    [InlineData("POST", "system/functions", """{"service":"new","namespace":"No Space","image":"x","envProcess":"cat"}""", 400, "namespace 'No Space'")]
    [InlineData("POST", "system/functions", """{"service":"new","namespace":"nowhere","image":"x","envProcess":"cat"}""", 400, "nowhere")]
    [InlineData("POST", "system/functions", """{"service":"new","envProcess":"cat"}""", 400, "image is missing")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","limits":{"memory":"5Mb"}}""", 400, "limits.memory '5Mb'")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","requests":{"cpu":"-1"}}""", 400, "requests.cpu '-1'")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","secrets":["none-such"]}""", 400, "none-such")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","secrets":["../key"]}""", 400, "../key")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","envVars":{"A=B":"c"}}""", 400, "A=B")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","labels":{"a":null}}""", 400, "label 'a'")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","labels":"a"}""", 400, "labels")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","envVars":{"mode":"odd"}}""", 400, "mode 'odd'")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"x","envProcess":"cat","annotations":{"com.openfaas.limit.concurrency":"-3"}}""", 400, "com.openfaas.limit.concurrency '-3'")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"dir:/no/such/place","envProcess":"cat"}""", 400, "/no/such/place")]
    [InlineData("POST", "system/functions", """{"service":"new","image":"ghcr.io/x/y"}""", 400, "ghcr.io/x/y")]
    [InlineData("POST", "system/functions", "not json", 400, "not the JSON")]
    [InlineData("PUT", "system/functions", """{"service":"missing","image":"x","envProcess":"cat"}""", 404, "function missing.openfaas-fn not found")]
    [InlineData("POST", "system/functions", """{"service":"here","image":"x","envProcess":"cat"}""", 409, "function here.openfaas-fn already exists")]
    [InlineData("DELETE", "system/functions", """{"functionName":"missing"}""", 404, "function missing.openfaas-fn not found")]
    [InlineData("DELETE", "system/functions", "{}", 400, "function name ''")]
    [InlineData("POST", "system/scale-function/missing", """{"replicas":1}""", 404, "function missing.openfaas-fn not found")]
    [InlineData("POST", "system/scale-function/here", """{"replicas":-1}""", 400, "replicas -1 of function here.openfaas-fn")]
    [InlineData("POST", "system/scale-function/here", """{"replicas":99999999999}""", 400, "here.openfaas-fn")]
    [InlineData("POST", "system/scale-function/here", """{"replicas":100000}""", 400, "here")]
    [InlineData("POST", "system/scale-function/here", """{"replicas":"two"}""", 400, "replicas")]
    [InlineData("POST", "system/scale-function/No_Name", """{"replicas":1}""", 400, "function name 'No_Name'")]
    [InlineData("GET", "system/function/missing", null, 404, "function missing.openfaas-fn not found")]
    [InlineData("GET", "system/functions?namespace=No%0AName", null, 400, "namespace 'No?Name'")]
    [InlineData("POST", "system/secrets", """{"name":"a/b","value":"x"}""", 400, "a/b")]
    [InlineData("PUT", "system/secrets", """{"name":"none","value":"x"}""", 404, "none")]
    [InlineData("POST", "system/namespace/", """{"name":"No"}""", 400, "namespace 'No'")]
    [InlineData("DELETE", "system/namespace/missing", null, 404, "missing")]
    [InlineData("PATCH", "system/functions", "{}", 405, "PATCH")]
    [InlineData("GET", "system/queues/faas-request/invocations?state=odd", null, 400, "state is one of")]
    [InlineData("DELETE", "system/queues/faas-request/dead-letters?functon=x", null, 400, "'functon'")]
    public async Task It_is_refused_by_one_line_that_names_what_is_wrong(string method, string path, string? body, int status, string words)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(body));
        var line = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {line}");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(words, line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task Unknown_fields_are_not_looked_at()
    {
        using var answer = await SendAsync(HttpMethod.Post, "system/functions", new StringContent("""{"service":"odd","image":"x","envProcess":"cat","registryAuth":"a","network":"b","more":{"c":[1,{}]}}"""));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Of_deployments_of_one_name_at_once_one_is_taken()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => SendAsync(HttpMethod.Post, "system/functions", Deployment("twins", i))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Updates_and_scalings_at_once_leave_a_function_that_answers()
    {
        (await SendAsync(HttpMethod.Post, "system/functions", Deployment("busy", 0))).Dispose();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0
            ? SendAsync(HttpMethod.Put, "system/functions", Deployment("busy", i))
            : SendAsync(HttpMethod.Post, "system/scale-function/busy", JsonContent.Create(new { serviceName = "busy", replicas = 1 + (i % 3) }))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await hub.Client.PostAsync("function/busy", new StringContent("still here"));
                return await answer.Content.ReadAsStringAsync() == "still here";
            },
            TimeSpan.FromSeconds(60), () => hub.Output);
    }

    [Fact]
    public async Task A_function_that_is_removed_while_it_is_called_is_heard_out_and_then_gone()
    {
        (await SendAsync(HttpMethod.Post, "system/functions", JsonContent.Create(new { service = "slow-file", image = $"dir:{running.Scripts}", envProcess = "sh ./slow.sh" }))).Dispose();
        await Eventually.TrueAsync(
            async () =>
            {
                using var status = await SendAsync(HttpMethod.Get, "system/function/slow-file", null);
                return JsonNode.Parse(await status.Content.ReadAsStringAsync())!["availableReplicas"]!.GetValue<int>() > 0;
            },
            TimeSpan.FromSeconds(60), () => hub.Output);
        var called = hub.Client.PostAsync("function/slow-file", new StringContent("said"));
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Path.Combine(running.Scripts, "begun"))), TimeSpan.FromSeconds(60), () => hub.Output);

        using var removed = await SendAsync(HttpMethod.Delete, "system/functions", JsonContent.Create(new { functionName = "slow-file" }));
        using var answer = await called;
        using var after = await hub.Client.PostAsync("function/slow-file", new StringContent("x"));

        Assert.Equal(HttpStatusCode.Accepted, removed.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "said"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task Every_route_of_the_program_is_described()
    {
        var document = JsonNode.Parse(await hub.Client.GetStringAsync("openapi.json"))!;

        foreach (var path in new[] { "/webhook/{source}", "/event/{topic}", "/system/topics", "/system/checkpoints", "/system/queues", "/function/{name}", "/ui/" })
            Assert.True(document["paths"]![path] is not null, $"{path} is missing");
        foreach (var (path, operations) in document["paths"]!.AsObject())
            Assert.All(operations!.AsObject(), operation => Assert.True(operation.Value!["summary"]!.GetValue<string>() != "Not described.", $"{operation.Key} {path}"));
    }

    private static JsonContent Deployment(string name, int round) =>
        JsonContent.Create(new { service = name, image = name, envProcess = "cat", envVars = new Dictionary<string, string> { ["ROUND"] = $"{round}" } });

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content) => hub.Client.SendAsync(hub.WithCredentials(method, path, content));

    /// <summary>One program for all.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal HubProcess Hub { get; private set; } = null!;

        internal string Scripts => Path.Combine(Hub.Directory, "scripts");

        public async ValueTask InitializeAsync()
        {
            Hub = await HubProcess.StartAsync("""
                version: 1.0
                provider:
                  name: openfaas
                functions:
                  here: { image: here, fprocess: cat }
                """);
            Directory.CreateDirectory(Scripts);
            await File.WriteAllTextAsync(Path.Combine(Scripts, "slow.sh"), "touch begun\nsleep 2\ncat\n");
        }

        public ValueTask DisposeAsync() => Hub.DisposeAsync();
    }
}

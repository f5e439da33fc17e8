using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests;

/// <summary>The requests that faas-cli makes, in the order in which it makes them, against the real program and real processes.</summary>
public sealed class FaasCli : IAsyncLifetime
{
    private const string Missing = "only-here";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private HubProcess hub = null!;

    public async ValueTask InitializeAsync()
    {
        hub = await HubProcess.StartAsync("""
            version: 1.0
            provider:
              name: openfaas
            functions:
              shout:
                image: shout
                fprocess: tr a-z A-Z
            """);
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task Login_asks_for_the_list_with_and_without_the_right_password()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "system/functions"));
        foreach (var header in new[] { null, "Bearer", "Bearer ", "Basic " + Convert.ToBase64String("admin:wrong"u8) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "system/functions");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await hub.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Basic realm=\"Restricted\"", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("invalid credentials", (await answer.Content.ReadAsStringAsync()).Trim());
        }
    }

    [Fact]
    public async Task Deploy_puts_then_posts_and_the_function_comes_back_as_it_was_deployed()
    {
        var body = """
            {"service":"fresh","image":"fresh:1.0","namespace":"","envProcess":"cat","network":"","constraints":[],"labels":{"team":"a"},
             "annotations":{"topic":"t1, t2"},"limits":{"memory":"1024Mi","cpu":""},"requests":{},"readOnlyRootFilesystem":false}
            """;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Put, "system/functions", body));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/functions", body));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(HttpMethod.Post, "system/functions", body));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Put, "system/functions", body));

        var status = await ReadyAsync("fresh");
        Assert.Equal("fresh:1.0", status.GetProperty("image").GetString());
        Assert.Equal("openfaas-fn", status.GetProperty("namespace").GetString());
        Assert.Equal("1024Mi", status.GetProperty("limits").GetProperty("memory").GetString());
        Assert.False(status.GetProperty("limits").TryGetProperty("cpu", out _));
        Assert.False(status.TryGetProperty("requests", out _));
        Assert.Equal("fresh", status.GetProperty("labels").GetProperty("faas_function").GetString());
        Assert.Equal("t1, t2", status.GetProperty("annotations").GetProperty("topic").GetString());
        var described = await JsonAsync("system/function/fresh?namespace=openfaas-fn&usage=1");
        Assert.True(described.GetProperty("usage").GetProperty("totalMemoryBytes").GetDouble() >= 0);

        using var invoked = await hub.Client.PostAsync("function/fresh.openfaas-fn", new StringContent("as it is", Encoding.UTF8, "text/plain"));
        Assert.Equal("as it is", await invoked.Content.ReadAsStringAsync());
        var listed = (await JsonAsync("system/functions?namespace=openfaas-fn")).EnumerateArray().Single(function => function.GetProperty("name").GetString() == "fresh");
        Assert.Equal(1, listed.GetProperty("invocationCount").GetDouble());

        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Delete, "system/functions?namespace=openfaas-fn", """{"functionName":"fresh"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, "system/functions", """{"functionName":"fresh","namespace":"openfaas-fn"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, "system/function/fresh"));
    }

    [Fact]
    public async Task A_directory_beside_the_stack_file_is_found_as_the_client_names_it()
    {
        Directory.CreateDirectory(Path.Combine(hub.Directory, "greeter"));
        await File.WriteAllTextAsync(Path.Combine(hub.Directory, "greeter", "greeting"), "good day");
        var body = """{"service":"greeter","image":"dir:./greeter:latest","envProcess":"cat greeting"}""";
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/functions", body));
        await ReadyAsync("greeter");
        using var answer = await hub.Client.PostAsync("function/greeter", null);
        Assert.Equal("good day", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Scaling_to_nothing_and_back_is_seen_by_ready()
    {
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/functions", """{"service":"scaled","image":"x","envProcess":"cat"}"""));
        await ReadyAsync("scaled");
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/scale-function/scaled", """{"serviceName":"scaled","replicas":0}"""));
        await Eventually.TrueAsync(
            async () => (await JsonAsync("system/function/scaled")).GetProperty("availableReplicas").GetInt32() == 0, Soon, () => "a replica is still ready");
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/scale-function/scaled?namespace=openfaas-fn", """{"serviceName":"scaled","replicas":2}"""));
        await Eventually.TrueAsync(
            async () => (await JsonAsync("system/function/scaled")).GetProperty("availableReplicas").GetInt32() == 2, Soon, () => "not both replicas are ready");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, "system/scale-function/nobody", """{"serviceName":"nobody","replicas":1}"""));
    }

    [Fact]
    public async Task Secrets_are_written_used_listed_and_never_shown()
    {
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/secrets", """{"name":"api-key","namespace":"openfaas-fn","value":"loses","rawValue":"d2lucw=="}"""));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(HttpMethod.Post, "system/secrets", """{"name":"api-key","value":"x"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Put, "system/secrets", """{"name":"nobody","value":"x"}"""));
        var body = """{"service":"teller","image":"x","envProcess":"sh -c 'cat $secret_mount_path/api-key'","secrets":["api-key"]}""";
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/functions", body));
        await ReadyAsync("teller");
        using var told = await hub.Client.PostAsync("function/teller", null);
        Assert.Equal("wins", await told.Content.ReadAsStringAsync());
        var listed = (await JsonAsync("system/secrets?namespace=openfaas-fn")).GetRawText();
        Assert.Contains("api-key", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("wins", listed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Delete, "system/secrets", """{"name":"api-key","namespace":"openfaas-fn"}"""));
        Assert.DoesNotContain("wins", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_holds_functions_of_its_own_until_it_is_removed()
    {
        var marked = JsonSerializer.Serialize(new { name = Missing, annotations = new { openfaas = "1" } });
        Assert.True(await StatusAsync(HttpMethod.Post, "system/namespace/", marked) is HttpStatusCode.OK or HttpStatusCode.Accepted);
        Assert.Contains(Missing, (await JsonAsync("system/namespaces")).EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Post, "system/functions", $$"""{"service":"shout","namespace":"{{Missing}}","image":"x","envProcess":"tr a-z b-za"}"""));
        await ReadyAsync("shout", Missing);
        using var there = await hub.Client.PostAsync($"function/shout.{Missing}", new StringContent("hal"));
        Assert.Equal("ibm", await there.Content.ReadAsStringAsync());
        using var here = await hub.Client.PostAsync("function/shout", new StringContent("hal"));
        Assert.Equal("HAL", await here.Content.ReadAsStringAsync());
        Assert.True(await StatusAsync(HttpMethod.Delete, $"system/namespace/{Missing}") is HttpStatusCode.OK or HttpStatusCode.Accepted);
        await Eventually.TrueAsync(async () => await CallStatusAsync($"shout.{Missing}") == HttpStatusCode.NotFound, Soon, () => "still answers");
    }

    [Fact]
    public async Task Logs_end_when_not_followed_and_go_on_when_followed()
    {
        using var first = await hub.Client.PostAsync("function/shout", new StringContent("one"));
        await Eventually.TrueAsync(async () => (await LogsAsync("tail=10")).Contains("Forking fprocess.", StringComparison.Ordinal), Soon, () => "no log lines");
        using var following = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, "system/logs?name=shout&follow=true&tail=1"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("application/x-ndjson", following.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await following.Content.ReadAsStreamAsync());
        Assert.NotNull(await lines.ReadLineAsync());
        using var second = await hub.Client.PostAsync("function/shout", new StringContent("two"));
        var line = JsonSerializer.Deserialize<JsonElement>((await lines.ReadLineAsync().WaitAsync(Soon))!);
        Assert.Equal("shout", line.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(HttpMethod.Get, "system/logs?name=shout&tail=many"));
    }

    [Fact]
    public async Task Info_has_every_field_that_clients_read_unchecked()
    {
        var info = await JsonAsync("system/info");
        Assert.Equal("process", info.GetProperty("provider").GetProperty("provider").GetString());
        Assert.NotNull(info.GetProperty("provider").GetProperty("orchestration").GetString());
        Assert.NotNull(info.GetProperty("provider").GetProperty("version").GetProperty("sha").GetString());
        Assert.NotNull(info.GetProperty("version").GetProperty("release").GetString());
        Assert.NotNull(info.GetProperty("arch").GetString());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("größe")]
    [InlineData("UPPER")]
    [InlineData("-a")]
    [InlineData("a.b.c")]
    public async Task A_name_that_is_none_is_refused_everywhere(string name)
    {
        var deploy = JsonSerializer.Serialize(new { service = name, image = "x", envProcess = "cat" });
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, "system/functions", deploy));
        var secret = JsonSerializer.Serialize(new { name = name + "/x", value = "v" });
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, "system/secrets", secret));
        var space = JsonSerializer.Serialize(new { name, annotations = new { openfaas = "1" } });
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, "system/namespace/", space));
        Assert.True(await StatusAsync(HttpMethod.Delete, "system/functions", JsonSerializer.Serialize(new { functionName = name })) is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("gr%C3%B6%C3%9Fe")]
    [InlineData("UPPER")]
    [InlineData("-a")]
    [InlineData("a.b.c")]
    public async Task A_name_that_is_none_cannot_be_called(string name) => Assert.Equal(HttpStatusCode.NotFound, await CallStatusAsync(name));

    private async Task<HttpStatusCode> CallStatusAsync(string function)
    {
        using var answer = await hub.Client.PostAsync($"function/{function}", null);
        return answer.StatusCode;
    }

    private async Task<string> LogsAsync(string query)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, $"system/logs?name=shout&{query}"));
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? json = null)
    {
        using var content = json is null ? null : new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(method, path, content));
        return answer.StatusCode;
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await hub.Client.SendAsync(hub.WithCredentials(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> ReadyAsync(string function, string space = "openfaas-fn")
    {
        JsonElement status = default;
        await Eventually.TrueAsync(
            async () => (status = await JsonAsync($"system/function/{function}?namespace={space}")).GetProperty("availableReplicas").GetInt32() > 0,
            Soon,
            () => $"{function} is not ready: {status}");
        return status;
    }
}

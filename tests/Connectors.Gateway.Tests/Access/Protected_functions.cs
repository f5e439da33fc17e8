using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Sdk.Apart;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Access;

public sealed class Protected_functions : IDisposable
{
    private readonly DirectoryInfo tokens = Directory.CreateTempSubdirectory("connectors-tokens-");
    private readonly FakeTimeProvider time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => tokens.Delete(recursive: true);

    [Fact]
    public async Task Without_annotation_everybody_calls_and_the_header_passes_untouched()
    {
        await using var host = await StartAsync("none");
        Assert.Equal((HttpStatusCode.OK, "seen: "), await CallAsync(host, null));
        Assert.Equal((HttpStatusCode.OK, "seen: Bearer of the function"), await CallAsync(host, "Bearer of the function"));
    }

    [Fact]
    public async Task Basic_takes_the_gateways_credentials_and_keeps_them_from_the_function()
    {
        await using var host = await StartAsync("basic");
        using var refused = await host.SendAsync(HttpMethod.Get, "/function/guarded", admin: false);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic realm=\"Restricted\"", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal("unreachable", refused.Headers.GetValues("X-Connectors-Verdict").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, Pair("admin:guess"))).Status);
        Assert.Equal((HttpStatusCode.OK, "seen: "), await CallAsync(host, GatewayHost.Admin.ToString()));
    }

    [Fact]
    public async Task Token_takes_either_line_of_the_secret_and_nothing_else()
    {
        Write("guarded-token", "old\n new \n\n");
        await using var host = await StartAsync("token");
        Assert.Equal((HttpStatusCode.OK, "seen: "), await CallAsync(host, "Bearer old"));
        Assert.Equal((HttpStatusCode.OK, "seen: "), await CallAsync(host, "bearer new"));
        foreach (var wrong in new[] { null, "Bearer", "Bearer ", "Bearer ol", "Bearer old\tnew", "old", GatewayHost.Admin.ToString() })
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, wrong)).Status);
    }

    [Fact]
    public async Task A_changed_secret_counts_and_one_that_cannot_be_read_does_not_open_or_close()
    {
        Write("other", "one");
        await using var host = await StartAsync("token", "other");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, "Bearer one")).Status);
        Write("other", "two");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, "Bearer one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, "Bearer two")).Status);
        Write("other", "\n");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, "Bearer two")).Status);
        File.Delete(Path.Combine(tokens.FullName, "openfaas-fn", "other"));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await CallAsync(host, "Bearer two")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, null)).Status);
    }

    [Fact]
    public async Task An_annotation_that_cannot_be_read_closes_the_function()
    {
        await using var host = await StartAsync("tokn");
        var (status, line) = await CallAsync(host, GatewayHost.Admin.ToString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("'tokn' is none of none, basic and token", line);
    }

    [Fact]
    public async Task Guessing_tokens_is_paused_and_shuts_no_operator_out()
    {
        Write("guarded-token", "right");
        await using var host = await StartAsync("token");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, $"Bearer {i}")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await CallAsync(host, "Bearer right")).Status);
        using var operators = await host.SendAsync(HttpMethod.Get, "/system/functions");
        Assert.Equal(HttpStatusCode.OK, operators.StatusCode);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(host, "Bearer right")).Status);
    }

    [Fact]
    public async Task Nothing_is_queued_for_a_caller_without_and_nothing_of_the_token_is_stored()
    {
        Write("guarded-token", "right");
        await using var host = await StartAsync("token");
        using (var refused = await host.SendAsync(HttpMethod.Post, "/async-function/guarded", new StringContent("x"), admin: false))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Empty(host.Queue.Stored);
        using (var accepted = await host.SendAsync(HttpMethod.Post, "/async-function/guarded", new StringContent("x"), admin: false, ("Authorization", "Bearer right"), ("X-Connectors-Proof", "x")))
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var (stored, _) = Assert.Single(host.Queue.Stored);
        Assert.Null(stored.Headers.First("Authorization"));
        Assert.Null(stored.Headers.First("X-Connectors-Proof"));
    }

    [Fact]
    public async Task A_refused_caller_wakes_no_function()
    {
        await using var host = await StartAsync("basic");
        host.Provider.SetEndpoints("guarded", new([], 0));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, null)).Status);
        Assert.Empty(host.Provider.Scaled);
    }

    [Fact]
    public async Task The_hubs_own_invoker_needs_no_token()
    {
        await using var host = await StartAsync("token");
        using var reply = await host.Invoker.InvokeAsync(Call("guarded"), Cancel);
        Assert.Equal((InvokerVerdict.Answered, 200), (reply.Verdict, reply.Status));
    }

    [Theory]
    [InlineData("admin:secret", InvokerVerdict.Answered)]
    [InlineData("admin:another", InvokerVerdict.Unreachable)]
    [InlineData(null, InvokerVerdict.Unreachable)]
    public async Task A_worker_apart_proves_itself_by_the_credentials_and_shows_them_to_nobody(string? pair, InvokerVerdict verdict)
    {
        await using var host = await StartAsync("token");
        using var admin = new HttpClient { BaseAddress = host.Address };
        var services = new ServiceCollection().AddLogging();
        var shown = GatewayHost.Admin;
        services.AddGatewayFunctions(new GatewayAccess(admin, () => shown), TimeSpan.FromSeconds(3));
        await using var worker = services.BuildServiceProvider();
        var hosted = worker.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(Cancel);
        shown = pair is null ? null : AuthenticationHeaderValue.Parse(Pair(pair));

        using var reply = await worker.GetRequiredService<IInvoker>().InvokeAsync(Call("guarded"), Cancel);

        Assert.Equal(verdict, reply.Verdict);
        if (verdict == InvokerVerdict.Answered)
            Assert.Equal("seen: ", await new StreamReader(reply.Body).ReadToEndAsync(Cancel));
        foreach (var service in hosted)
            await service.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_proof_is_good_for_its_own_call_alone()
    {
        await using var host = await StartAsync("token");
        var proof = Core.Access.CallProof.Of("admin:secret"u8, new FunctionName("guarded", "openfaas-fn"), "one");
        Assert.Equal((HttpStatusCode.OK, "seen: "), await CallAsync(host, null, ("X-Call-Id", "one"), ("X-Connectors-Proof", proof)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, null, ("X-Call-Id", "two"), ("X-Connectors-Proof", proof))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(host, null, ("X-Connectors-Proof", proof))).Status);
    }

    [Fact]
    public async Task Web_sockets_and_gRPC_are_refused_as_well()
    {
        await using var host = await StartAsync("basic", change: settings => settings.H2cListen = "127.0.0.1:0");
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{host.Address.Authority}/function/guarded"), Cancel));
        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);

        using var client = new HttpClient { BaseAddress = host.H2cAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pkg.Service/Method")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } },
            Headers = { { "x-function", "guarded" } },
        };
        using var answer = await client.SendAsync(request, Cancel);
        Assert.Equal("16", answer.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task A_provider_leaves_it_to_the_gateway_in_front_of_it()
    {
        await using var host = await StartAsync("token", change: settings => (settings.GuardsFunctions, settings.FunctionTokens) = (false, ""));
        Assert.Equal((HttpStatusCode.OK, "seen: Bearer own"), await CallAsync(host, "Bearer own"));
        Assert.Equal(HttpStatusCode.Accepted, (await DeployAsync(host, "token")).Status);
    }

    [Fact]
    public async Task What_a_gateway_cannot_keep_it_does_not_deploy()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "annotation com.openfaas.auth 'bearer' is none of none, basic and token"), await DeployAsync(host, "bearer"));
        var (status, line) = await DeployAsync(host, "token");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("gateway.function-tokens", line);
        Assert.Equal(HttpStatusCode.BadRequest, (await DeployAsync(host, "basic", "some-secret")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await DeployAsync(host, "basic")).Status);
    }

    private async Task<GatewayHost> StartAsync(string auth, string? secret = null, Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(settings =>
        {
            settings.FunctionTokens = tokens.FullName;
            change?.Invoke(settings);
        }, services: services => services.AddSingleton<TimeProvider>(time));
        await host.FunctionAsync("guarded", context => context.Response.WriteAsync($"seen: {context.Request.Headers.Authorization}{context.Request.Headers["X-Connectors-Proof"]}"), HttpProtocols.Http1);
        var annotations = new Dictionary<string, string> { ["com.openfaas.auth"] = auth };
        if (secret is not null)
            annotations["com.openfaas.auth.secret"] = secret;
        host.Provider.Annotate("guarded", annotations);
        return host;
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(GatewayHost host, string? authorization, params (string, string)[] headers)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/function/guarded", null, admin: false, authorization is null ? headers : [.. headers, ("Authorization", authorization)]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<(HttpStatusCode Status, string Text)> DeployAsync(GatewayHost host, string auth, string? secret = null)
    {
        var more = secret is null ? "" : $",\"com.openfaas.auth.secret\":\"{secret}\"";
        using var body = new StringContent($$"""{"service":"new","image":"any","annotations": { "com.openfaas.auth":"{{auth}}"{{more}} } }""");
        using var answer = await host.SendAsync(HttpMethod.Post, "/system/functions", body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static InvokerRequest Call(string function) => new() { Function = new FunctionName(function, "openfaas-fn"), Method = "POST", Body = InvocationBody.FromMemory("x"u8.ToArray()) };

    private static string Pair(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private void Write(string secret, string text)
    {
        tokens.CreateSubdirectory("openfaas-fn");
        File.WriteAllText(Path.Combine(tokens.FullName, "openfaas-fn", secret), text);
    }
}

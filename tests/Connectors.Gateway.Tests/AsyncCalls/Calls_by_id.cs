using System.Net;
using Connectors.Core.Invocations;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.AsyncCalls;

public sealed class Calls_by_id
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_story_is_json()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("id-1", InvocationState.Running));

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/id-1", admin: false);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"callId":"id-1","queue":"faas-request","function":"echo","namespace":"openfaas-fn","state":"running","run":1,"acceptedAt":"1970-01-01T00:00:00+00:00","attempts":[]}""",
            await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task An_id_the_caller_chose_needs_credentials()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("mine", InvocationState.Queued, chosen: true));

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/async-function/mine"), (HttpMethod.Get, "/async-function/mine/result"), (HttpMethod.Delete, "/async-function/mine") })
        {
            using var refused = await host.SendAsync(method, path, admin: false);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        Assert.Equal(InvocationState.Queued, host.Queue.Record("mine").State);
        using var allowed = await host.SendAsync(HttpMethod.Get, "/async-function/mine");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData("GET"), InlineData("DELETE"), InlineData("PUT"), InlineData("PATCH"), InlineData("HEAD"), InlineData("OPTIONS")]
    public async Task Another_verb_on_a_function_is_405_and_on_nothing_404(string verb)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");

        using var function = await host.SendAsync(new HttpMethod(verb), "/async-function/echo", admin: false);
        using var nothing = await host.SendAsync(new HttpMethod(verb), "/async-function/nothing", admin: false);
        using var odd = await host.SendAsync(new HttpMethod(verb), "/async-function/a..b%0d%0ac", admin: false);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, function.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, odd.StatusCode);
    }

    [Fact]
    public async Task A_call_comes_before_a_function_of_its_name()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("echo");
        host.Queue.Put(MemoryQueue.Story("echo"));

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/echo", admin: false);
        using var put = await host.SendAsync(HttpMethod.Put, "/async-function/echo", admin: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
    }

    [Fact]
    public async Task A_result_is_the_functions_answer()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("id-1", InvocationState.Dead), new FunctionResult
        {
            Status = 500,
            Seconds = 0.25,
            Body = InvocationBody.FromMemory("broken"u8.ToArray()),
            Headers = new InvocationHeaders
            {
                { "Content-Type", "text/html" }, { "X-Two", "1" }, { "X-Two", "2" }, { "Content-Length", "999" }, { "Transfer-Encoding", "chunked" },
                { "X-Split", "a\r\nX-Injected: yes" }, { "X Bad\r\nName", "b" }, { "X-OpenFaaS-Internal", "gateway" }, { "X-Odd", "\u2713" },
            },
        });

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/id-1/result", admin: false);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("broken", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/html", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["1", "2"], response.Headers.GetValues("X-Two"));
        Assert.Equal("500", response.Headers.GetValues("X-Function-Status").Single());
        Assert.Equal("echo", response.Headers.GetValues("X-Function-Name").Single());
        Assert.Equal("0.250000", response.Headers.GetValues("X-Duration-Seconds").Single());
        Assert.Equal("id-1", response.Headers.GetValues("X-Call-Id").Single());
        Assert.Equal("a%0D%0AX-Injected: yes", response.Headers.GetValues("X-Split").Single());
        Assert.Equal("%E2%9C%93", response.Headers.GetValues("X-Odd").Single());
        Assert.False(response.Headers.Contains("X-Injected"));
        Assert.False(response.Headers.Contains("X-OpenFaaS-Internal"));
    }

    [Fact]
    public async Task A_result_of_another_namespace_says_which()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("id-1", InvocationState.Succeeded) with { Namespace = "other" }, new FunctionResult { Status = 200, Headers = [], Body = InvocationBody.Empty, Seconds = 0 });

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/id-1/result", admin: false);

        Assert.Equal("echo.other", response.Headers.GetValues("X-Function-Name").Single());
    }

    [Fact]
    public async Task A_result_that_is_swept_while_it_is_asked_for_is_404_without_the_functions_headers()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("swept", InvocationState.Succeeded), new FunctionResult
        {
            Status = 201,
            Seconds = 0,
            Body = new SweptBody(),
            Headers = new InvocationHeaders { { "X-Of-Function", "1" } },
        });

        using var response = await host.SendAsync(HttpMethod.Get, "/async-function/swept/result", admin: false);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(response.Headers.Contains("X-Of-Function"));
        Assert.False(response.Headers.Contains("X-Function-Status"));
        Assert.Equal("call swept has no result: none was kept, or it has expired", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_result_that_is_not_there_is_404_by_the_gateway()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("waiting"));
        host.Queue.Put(MemoryQueue.Story("expired", InvocationState.Succeeded));

        using var waiting = await host.SendAsync(HttpMethod.Get, "/async-function/waiting/result", admin: false);
        using var expired = await host.SendAsync(HttpMethod.Get, "/async-function/expired/result", admin: false);
        using var other = await host.SendAsync(HttpMethod.Get, "/async-function/expired/other", admin: false);

        Assert.Equal("call waiting has no result yet", await waiting.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, waiting.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, expired.StatusCode);
        Assert.Equal("gateway", expired.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Cancelling_is_202_again_and_again_and_409_once_ended()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Queue.Put(MemoryQueue.Story("runs", InvocationState.Running));
        host.Queue.Put(MemoryQueue.Story("done", InvocationState.Succeeded));

        using var first = await host.SendAsync(HttpMethod.Delete, "/async-function/runs", admin: false);
        using var second = await host.SendAsync(HttpMethod.Delete, "/async-function/runs", admin: false);
        using var late = await host.SendAsync(HttpMethod.Delete, "/async-function/done", admin: false);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(InvocationState.Cancelled, host.Queue.Record("runs").State);
    }

    private sealed class SweptBody : InvocationBody
    {
        public override long? Length => 5;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => throw new FileNotFoundException("gone");
    }
}

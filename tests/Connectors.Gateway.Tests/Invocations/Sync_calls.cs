using System.Net;
using System.Text;
using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Sync_calls
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET"), InlineData("POST"), InlineData("PUT"), InlineData("PATCH"), InlineData("DELETE"), InlineData("OPTIONS")]
    public async Task Every_verb_reaches_the_function_with_its_body(string verb)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Echo);

        using var response = await host.SendAsync(new HttpMethod(verb), "/function/echo", new StringContent("hello"), admin: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{verb} hello", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task HEAD_reaches_the_function_and_answers_without_a_body()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context =>
        {
            context.Response.Headers["X-Verb"] = context.Request.Method;
            return Task.CompletedTask;
        });

        using var response = await host.SendAsync(HttpMethod.Head, "/function/echo", admin: false);

        Assert.Equal("HEAD", response.Headers.GetValues("X-Verb").Single());
    }

    [Fact]
    public async Task Other_verbs_get_405()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Echo);

        using var response = await host.SendAsync(new HttpMethod("PROPFIND"), "/function/echo", admin: false);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("POST", response.Content.Headers.Allow);
        Assert.Equal("gateway", response.Headers.GetValues("X-OpenFaaS-Internal").Single());
    }

    [Theory]
    [InlineData("/function/echo", "/")]
    [InlineData("/function/echo/", "/")]
    [InlineData("/function/echo.openfaas-fn", "/")]
    [InlineData("/function/echo?a=b", "/?a=b")]
    [InlineData("/function/echo/a/b?c=d&c=e%20f", "/a/b?c=d&c=e%20f")]
    [InlineData("/function/echo/a%2Fb%41%7e", "/a%2Fb%41%7e")]
    [InlineData("/function/echo//double///slash", "//double///slash")]
    [InlineData("/function/echo/caf%C3%A9?q=%2B+%26&x=[1]|2", "/caf%C3%A9?q=%2B+%26&x=[1]|2")]
    public async Task Path_and_query_reach_the_function_letter_by_letter(string sent, string received)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync(context.Features.Get<IHttpRequestFeature>()!.RawTarget, Cancel));

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"GET {sent} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Contains(received + "\r\n", answer.Replace("\r\n0\r\n", "\r\n"));
        Assert.Contains($"\r\n{received}", answer);
    }

    [Theory]
    [InlineData("/function/Echo")]
    [InlineData("/function/e_cho")]
    [InlineData("/function/.openfaas-fn")]
    [InlineData("/function/echo/%2e%2e/up")]
    [InlineData("/function/%65cho")]
    [InlineData("/function/echo%2F..%2Fother")]
    [InlineData("/function/caf%C3%A9")]
    [InlineData("/function/missing")]
    [InlineData("/function/echo.elsewhere")]
    [InlineData("/function/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("/function/x/../echo")]
    [InlineData("/function/./echo")]
    [InlineData("/function/echo/../../function/echo/../missing")]
    [InlineData("/function/")]
    [InlineData("/function")]
    [InlineData("/elsewhere")]
    public async Task What_names_no_function_gets_404_with_a_line(string target)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Echo);

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST {target} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 404", answer);
        Assert.Contains("X-OpenFaaS-Internal: gateway\r\n", answer);
        Assert.Contains("Content-Type: text/plain", answer);
        Assert.NotEmpty(answer.Split("\r\n\r\n")[1]);
    }

    [Fact]
    public async Task The_function_sees_who_called_and_the_caller_sees_the_call()
    {
        await using var host = await GatewayHost.StartAsync();
        IHeaderDictionary? seen = null;
        await host.FunctionAsync("echo", context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        });

        using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", admin: false);

        Assert.Matches("^[0-9a-f-]{36}$", seen!["X-Call-Id"].ToString());
        Assert.Matches("^[0-9]{19}$", seen["X-Start-Time"].ToString());
        Assert.Matches(@"^127\.0\.0\.1:[0-9]+$", seen["X-Forwarded-For"].ToString());
        Assert.Equal(host.Address.Authority, seen["X-Forwarded-Host"].ToString());
        Assert.NotEqual(host.Address.Authority, seen.Host.ToString());
        Assert.Equal(seen["X-Call-Id"].ToString(), response.Headers.GetValues("X-Call-Id").Single());
        Assert.Equal(seen["X-Start-Time"].ToString(), response.Headers.GetValues("X-Start-Time").Single());
        Assert.StartsWith("connectors/", response.Headers.GetValues("X-Served-By").Single());
    }

    [Fact]
    public async Task What_the_caller_says_of_itself_is_kept()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync(string.Join('|',
            new[] { "X-Call-Id", "X-Start-Time", "X-Forwarded-For", "X-Forwarded-Host", "Authorization", "X-Two" }.Select(name => context.Request.Headers[name].ToString())), Cancel));

        using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", null, false,
            ("X-Call-Id", "mine_1"), ("X-Start-Time", "17"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "a.example"), ("Authorization", "Bearer f"), ("X-Two", "1"), ("X-Two", "2"));

        Assert.Equal("mine_1|17|10.0.0.1|a.example|Bearer f|1,2", (await response.Content.ReadAsStringAsync(Cancel)).Replace(", ", ","));
        Assert.Equal("mine_1", response.Headers.GetValues("X-Call-Id").Single());
    }

    [Theory]
    [InlineData("a.b.c", "a.b.c")]
    [InlineData("caf\u00c3\u00a9", "caf%C3%83%C2%A9")]
    [InlineData("with blank", "with blank")]
    public async Task A_call_id_that_is_none_becomes_the_correlation_id(string sent, string correlation)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context => context.Response.WriteAsync($"{context.Request.Headers["X-Call-Id"]}|{context.Request.Headers["X-Correlation-Id"]}", Cancel));

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST /function/echo HTTP/1.1\r\nHost: gateway\r\nX-Call-Id: {sent}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.Contains($"|{correlation}\r\n", answer);
        Assert.DoesNotContain($"X-Call-Id: {sent}", answer);
    }

    [Fact]
    public async Task The_answer_is_the_functions_own_redirects_and_errors_included()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("moved", context =>
        {
            context.Response.Redirect("/elsewhere?x=1");
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers["X-OpenFaaS-Internal"] = "gateway";
            context.Response.Headers["X-Duration-Seconds"] = "0.5";
            return Task.CompletedTask;
        });
        await host.FunctionAsync("angry", async context =>
        {
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync("mine", Cancel);
        });

        using var moved = await host.SendAsync(HttpMethod.Get, "/function/moved", admin: false);
        using var angry = await host.SendAsync(HttpMethod.Get, "/function/angry", admin: false);

        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        Assert.Equal("/elsewhere?x=1", moved.Headers.Location!.OriginalString);
        Assert.Equal("a=b", moved.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal("0.5", moved.Headers.GetValues("X-Duration-Seconds").Single());
        Assert.False(moved.Headers.Contains("X-OpenFaaS-Internal"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, angry.StatusCode);
        Assert.Equal("mine", await angry.Content.ReadAsStringAsync(Cancel));
        Assert.False(angry.Headers.Contains("X-OpenFaaS-Internal"));
    }

    [Theory]
    [InlineData("application/json", null, "application/json")]
    [InlineData(null, null, "text/plain")]
    [InlineData("application/json", "image/png", "image/png")]
    public async Task A_missing_content_type_is_the_requests_or_text(string? ofRequest, string? ofFunction, string expected)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", async context =>
        {
            context.Response.ContentType = ofFunction;
            await context.Response.Body.WriteAsync("x"u8.ToArray(), Cancel);
        });
        var content = new ByteArrayContent("y"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", ofRequest ?? null);

        using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", content, admin: false);

        Assert.Equal(expected, response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task No_ready_replica_is_503_with_the_reason_and_a_dead_one_502()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Provider.Add("starting");
        host.Provider.SetEndpoints("starting", new FunctionEndpoints([], 1, "exited with code 3"));
        host.Provider.Add("asleep");
        host.Provider.Add("dead", new Uri($"http://127.0.0.1:{FreePort()}/"));

        await Check("starting", 503, "function starting.openfaas-fn has no ready replica: exited with code 3");
        await Check("asleep", 503, "function asleep.openfaas-fn is scaled to zero");
        await Check("dead", 502, "function dead.openfaas-fn took no connection");

        async Task Check(string name, int status, string line)
        {
            using var response = await host.SendAsync(HttpMethod.Post, $"/function/{name}", new StringContent("x"), admin: false);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith(line, await response.Content.ReadAsStringAsync(Cancel));
            Assert.Equal("gateway", response.Headers.GetValues("X-OpenFaaS-Internal").Single());
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
            Assert.True(response.Headers.Contains("X-Call-Id"));
        }
    }

    [Fact]
    public async Task A_replica_that_takes_no_connection_is_passed_over()
    {
        await using var host = await GatewayHost.StartAsync();
        var live = await host.FunctionAsync("echo", Echo);
        host.Provider.SetEndpoints("echo", new FunctionEndpoints([new Uri($"http://127.0.0.1:{FreePort()}/"), live.Address], 2));

        for (var i = 0; i < 4; i++)
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("hello"), admin: false);
            Assert.Equal("POST hello", await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_replica_whose_watchdog_refuses_is_passed_over()
    {
        await using var host = await GatewayHost.StartAsync();
        var refusing = await host.FunctionAsync("two", context => Worker_calls.RefuseAsync(context, "This replica is stopping."));
        var serving = await host.FunctionAsync("two", Echo);
        host.Provider.SetEndpoints("two", new FunctionEndpoints([refusing.Address, serving.Address], 2));
        host.Provider.Add("stops", refusing.Address);

        for (var i = 0; i < 4; i++)
        {
            using var served = await host.SendAsync(HttpMethod.Get, "/function/two", admin: false);
            Assert.Equal((HttpStatusCode.OK, "GET "), (served.StatusCode, await served.Content.ReadAsStringAsync(Cancel)));
        }
        using var refused = await host.SendAsync(HttpMethod.Post, "/function/stops", new StringContent("body"), admin: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("gateway", refused.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal("function stops.openfaas-fn took no request: This replica is stopping.", await refused.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_silent_function_is_504_and_its_request_is_aborted()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(300));
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("silent", async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        using var response = await host.SendAsync(HttpMethod.Post, "/function/silent", new StringContent("x"), admin: false);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("function silent.openfaas-fn timed out: it sent nothing for 300ms", await response.Content.ReadAsStringAsync(Cancel));
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_function_that_breaks_off_shows_as_a_break_or_as_502()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("before", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("midway", async context =>
        {
            await context.Response.WriteAsync("half", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await begun.Task;
            context.Abort();
        });

        using var before = await host.SendAsync(HttpMethod.Post, "/function/before", new StringContent("x"), admin: false);
        using var midway = await host.SendAsync(HttpMethod.Post, "/function/midway", new StringContent("x"), admin: false);

        begun.SetResult();
        Assert.Equal(HttpStatusCode.BadGateway, before.StatusCode);
        Assert.Contains("before.openfaas-fn broke off", await before.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, midway.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => midway.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("slow", async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/slow HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\n\r\n");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        raw.Dispose();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_request_streams_to_the_function_piece_by_piece()
    {
        await using var host = await GatewayHost.StartAsync();
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.FunctionAsync("sink", async context =>
        {
            var buffer = new byte[100];
            while (await context.Request.Body.ReadAsync(buffer, Cancel) is > 0 and var count)
                await pieces.Writer.WriteAsync(Encoding.ASCII.GetString(buffer, 0, count), Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sink HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n");

        foreach (var word in new[] { "one", "two", "six" })
        {
            await raw.SendAsync($"3\r\n{word}\r\n");
            Assert.Equal(word, await pieces.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        }
        await raw.SendAsync("0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadUntilAsync("\r\n\r\n"));
    }

    [Fact]
    public async Task An_answer_streams_to_the_caller_piece_by_piece()
    {
        await using var host = await GatewayHost.StartAsync();
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.FunctionAsync("source", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await foreach (var piece in pieces.Reader.ReadAllAsync(Cancel))
            {
                await context.Response.WriteAsync(piece, Cancel);
                await context.Response.Body.FlushAsync(Cancel);
            }
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("GET /function/source HTTP/1.1\r\nHost: g\r\n\r\n");

        foreach (var word in new[] { "data: one\n\n", "data: two\n\n" })
        {
            await pieces.Writer.WriteAsync(word, Cancel);
            Assert.Contains(word, await raw.ReadUntilAsync(word));
        }
        pieces.Writer.Complete();
        Assert.EndsWith("0\r\n\r\n", await raw.ReadUntilAsync("0\r\n\r\n"));
    }

    [Fact]
    public async Task Large_bodies_pass_in_little_memory()
    {
        const long Size = 200L << 20;
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("there-and-back", async context =>
        {
            var (piece, received) = (new byte[1 << 16], 0L);
            while (await context.Request.Body.ReadAsync(piece, Cancel) is > 0 and var count)
                received += count;
            for (var sent = 0L; sent < received; sent += piece.Length)
                await context.Response.Body.WriteAsync(piece, Cancel);
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/function/there-and-back") { Content = new Zeros(Size) };
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var (buffer, total) = (new byte[1 << 16], 0L);
        while (await body.ReadAsync(buffer, Cancel) is > 0 and var count)
        {
            total += count;
            most = Math.Max(most, GC.GetTotalMemory(false) - before);
        }

        Assert.Equal(Size, total);
        Assert.InRange(most, 0, 64L << 20);
    }

    [Fact]
    public async Task A_sync_body_over_its_limit_is_413()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxSyncBodyBytes = new(10));
        await host.FunctionAsync("echo", Echo);

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 10000000\r\n\r\n0123456789abcdef");
        Assert.StartsWith("HTTP/1.1 413", await raw.ReadToEndAsync());

        using var chunked = await RawConnection.OpenAsync(host.Address);
        await chunked.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n01234567890123456789\r\n");
        Assert.StartsWith("HTTP/1.1 413", await chunked.ReadToEndAsync());
    }

    [Fact]
    public async Task Header_values_pass_byte_for_byte()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", context =>
        {
            context.Response.Headers["X-Length"] = context.Request.Headers["X-Name"].ToString().Length.ToString();
            return Task.CompletedTask;
        });
        using var raw = await RawConnection.OpenAsync(host.Address);

        await raw.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nX-Name: caf\u00c3\u00a9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        // The function reads UTF-8: four characters.
        Assert.Contains("X-Length: 4\r\n", await raw.ReadToEndAsync());
    }

    private static async Task Echo(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        await context.Response.WriteAsync($"{context.Request.Method} {await reader.ReadToEndAsync(context.RequestAborted)}", context.RequestAborted);
    }

    internal static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Zeros(long size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[1 << 16];
            for (var sent = 0L; sent < size; sent += piece.Length)
                await stream.WriteAsync(piece, Cancel);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}

using System.Net;
using System.Text;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

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

    [Fact]
    public async Task Where_calls_go_is_in_the_log_when_that_is_wanted()
    {
        using var log = new LogLines { Least = LogLevel.Information };
        await using var host = await GatewayHost.StartAsync(settings => settings.WriteRequestUri = true, services: log.AddTo);
        await host.FunctionAsync("echo", Echo);

        using var response = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("x"), admin: false);

        Assert.Contains(log.Entries, entry => entry.StartsWith("Information: A call of function echo.openfaas-fn goes to http://127.0.0.1:", StringComparison.Ordinal));
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

    internal static async Task Echo(HttpContext context)
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
}

using System.Net;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Cors;

public sealed class Pages_of_other_sites
{
    private const string Shop = "https://shop.example";

    [Theory]
    [InlineData("/function/echo")]
    [InlineData("/async-function/echo")]
    [InlineData("/function/guarded")]
    public async Task May_call_functions_where_they_are_named(string path)
    {
        await using var host = await StartAsync(settings => settings.CorsOrigins = [Shop]);
        using var asked = await AskAsync(host, path, Shop);
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal((Shop, "600", "authorization,x-own"), (Of(asked, "Access-Control-Allow-Origin"), Of(asked, "Access-Control-Max-Age"), Of(asked, "Access-Control-Allow-Headers")));
        Assert.Contains("POST", Of(asked, "Access-Control-Allow-Methods"));
        Assert.Null(Of(asked, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Are_told_so_with_the_answer_whatever_the_function_says()
    {
        await using var host = await StartAsync(settings => settings.CorsOrigins = [Shop]);
        using var answer = await host.SendAsync(HttpMethod.Post, "/function/echo", null, admin: false, ("Origin", Shop));
        Assert.Equal((HttpStatusCode.OK, Shop), (answer.StatusCode, Of(answer, "Access-Control-Allow-Origin")));
        Assert.Contains("X-Call-Id", Of(answer, "Access-Control-Expose-Headers"));
        using var refused = await host.SendAsync(HttpMethod.Post, "/function/guarded", null, admin: false, ("Origin", Shop));
        Assert.Equal((HttpStatusCode.Unauthorized, Shop), (refused.StatusCode, Of(refused, "Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData(Shop, Shop)]
    [InlineData("https://evil.example", null)]
    public async Task The_functions_own_word_does_not_stand(string origin, string? allowed)
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.CorsOrigins = [Shop]);
        await host.FunctionAsync("open", context =>
        {
            (context.Response.Headers.AccessControlAllowOrigin, context.Response.Headers.AccessControlAllowCredentials) = ("*", "true");
            return Task.CompletedTask;
        });

        using var answer = await host.SendAsync(HttpMethod.Get, "/function/open", null, admin: false, ("Origin", origin));

        Assert.Equal((allowed, null), (Of(answer, "Access-Control-Allow-Origin"), Of(answer, "Access-Control-Allow-Credentials")));
    }

    [Fact]
    public async Task That_are_not_named_get_nothing()
    {
        await using var host = await StartAsync(settings => settings.CorsOrigins = [Shop]);
        using var asked = await AskAsync(host, "/function/echo", "https://evil.example");
        Assert.Null(Of(asked, "Access-Control-Allow-Origin"));
        Assert.Null(Of(asked, "X-Asked"));
    }

    [Fact]
    public async Task May_all_be_let_in_without_what_a_browser_remembers()
    {
        await using var host = await StartAsync(settings => (settings.CorsOrigins, settings.CorsHeaders, settings.CorsMethods) = (["*"], ["x-own"], ["POST"]));
        using var asked = await AskAsync(host, "/function/echo", "https://anybody.example");
        Assert.Equal("*", Of(asked, "Access-Control-Allow-Origin"));
        Assert.Null(Of(asked, "Access-Control-Allow-Credentials"));
        Assert.Equal(("x-own", "POST"), (Of(asked, "Access-Control-Allow-Headers"), Of(asked, "Access-Control-Allow-Methods")));
    }

    [Fact]
    public async Task Are_the_functions_business_unless_the_settings_name_any()
    {
        await using var host = await StartAsync();
        using var asked = await AskAsync(host, "/function/echo", Shop);
        Assert.Equal((HttpStatusCode.OK, "yes"), (asked.StatusCode, Of(asked, "X-Asked")));
        Assert.Equal("https://own.example", Of(asked, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Never_reach_the_REST_API()
    {
        await using var host = await StartAsync(settings => settings.CorsOrigins = ["*"]);
        using var asked = await AskAsync(host, "/system/functions", Shop);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Null(Of(asked, "Access-Control-Allow-Origin"));
        using var told = await host.SendAsync(HttpMethod.Get, "/system/functions", null, admin: true, ("Origin", Shop));
        Assert.Null(Of(told, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("shop.example", "GET", "x", 1)]
    [InlineData("https://shop.example/", "GET", "x", 1)]
    [InlineData("https://shop.example/a", "GET", "x", 1)]
    [InlineData(Shop, "G ET", "x", 1)]
    [InlineData(Shop, "GET", "a b", 1)]
    [InlineData(Shop, "GET", "x", -1)]
    public void Settings_that_mean_nothing_are_a_fault(string origin, string method, string header, int seconds) =>
        Assert.StartsWith("gateway.cors-", Assert.Single(new GatewaySettings { CorsOrigins = [origin], CorsMethods = [method], CorsHeaders = [header], CorsMaxAge = TimeSpan.FromSeconds(seconds) }.Faults()));

    private static async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(change);
        foreach (var name in new[] { "echo", "guarded" })
        {
            await host.FunctionAsync(name, context =>
            {
                context.Response.Headers["X-Asked"] = "yes";
                context.Response.Headers.AccessControlAllowOrigin = "https://own.example";
                return context.Response.WriteAsync("heard");
            });
        }
        host.Provider.Annotate("guarded", new Dictionary<string, string> { ["com.openfaas.auth"] = "basic" });
        return host;
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayHost host, string path, string origin) => host.SendAsync(
        HttpMethod.Options, path, null, admin: false, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,x-own"));

    private static string? Of(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : null;

    [Theory]
    [InlineData(null)]
    [InlineData(Shop)]
    [InlineData("https://evil.example")]
    public async Task Are_answered_so_that_no_cache_gives_one_the_answer_of_another(string? origin)
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.CorsOrigins = [Shop]);
        await host.FunctionAsync("varied", context =>
        {
            context.Response.Headers.Vary = "Accept";
            return Task.CompletedTask;
        });

        using var answer = origin is null
            ? await host.SendAsync(HttpMethod.Get, "/function/varied", admin: false)
            : await host.SendAsync(HttpMethod.Get, "/function/varied", null, admin: false, ("Origin", origin));
        using var asked = await AskAsync(host, "/function/varied", origin ?? Shop);

        Assert.Equal(["Accept", "Origin"], answer.Headers.Vary.Order());
        Assert.Equal(["Origin"], asked.Headers.Vary);
    }
}

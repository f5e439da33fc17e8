using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Callers;

public sealed class CallerChecksTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TestIssuer issuer = new();
    private readonly FakeTimeProvider time = new(Now);

    public ValueTask DisposeAsync() => issuer.DisposeAsync();

    [Fact]
    public async Task A_token_of_the_issuer_for_the_function_opens_it_by_rsa_and_by_curve()
    {
        issuer.Publish("curve", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await using var watchdog = await StartAsync("sh -c 'echo $Http_X_Auth_Seconds'");
        foreach (var key in new[] { "first", "curve" })
        {
            using var response = await CallAsync(watchdog, issuer.Token(Now, key));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Matches(@"^\d+\.\d{6}\n$", await TextAsync(response));
        }
        using var padded = await CallAsync(watchdog, issuer.Token(Now, alg: "PS256", with: claims => claims["aud"] = new[] { "another", issuer.Name }));
        Assert.Equal(HttpStatusCode.OK, padded.StatusCode);
        Assert.Equal(2, issuer.Requests);
    }

    public static TheoryData<string, int, string> FalseTokens => new()
    {
        { "none", 401, "signature|algorithm" },
        { "HS256", 401, "signature|algorithm" },
        { "expired", 401, "expired" },
        { "early", 401, "not valid yet" },
        { "endless", 401, "does not say until when" },
        { "other issuer", 401, "another issuer" },
        { "other audience", 401, "somebody else" },
        { "other signer", 401, "signature" },
        { "curve's algorithm", 401, "algorithm" },
        { "key of another algorithm", 401, "algorithm" },
        { "more demands", 401, "algorithm" },
        { "unknown key", 401, "does not publish" },
        { "no key", 401, "names no key" },
        { "altered", 401, "signature" },
        { "no permissions", 403, "insufficient permissions" },
        { "other function", 403, "insufficient permissions" },
        { "longer name", 403, "insufficient permissions" },
        { "other function audience", 403, "insufficient permissions" },
        { "permissions of text", 403, "insufficient permissions" },
        { "garbage", 401, "no JWT" },
    };

    [Theory]
    [MemberData(nameof(FalseTokens))]
    public async Task What_is_wrong_with_a_token_is_told_and_nothing_runs(string what, int status, string reason)
    {
        using var stranger = RSA.Create(2048);
        issuer.Publish("fixed", RSA.Create(2048), "RS256");
        var token = what switch
        {
            "none" => issuer.Token(Now, alg: "none"),
            "HS256" => issuer.Token(Now, alg: "HS256"),
            "expired" => issuer.Token(Now.AddHours(-2)),
            "early" => issuer.Token(Now, with: claims => claims["nbf"] = Now.AddMinutes(5).ToUnixTimeSeconds()),
            "endless" => issuer.Token(Now, with: claims => claims.Remove("exp")),
            "other issuer" => issuer.Token(Now, with: claims => claims["iss"] = "http://other/"),
            "other audience" => issuer.Token(Now, with: claims => claims["aud"] = "http://other/"),
            "other signer" => issuer.Token(Now, signer: stranger),
            "curve's algorithm" => issuer.Token(Now, alg: "ES256"),
            "key of another algorithm" => issuer.Token(Now, "fixed", alg: "PS256"),
            "more demands" => issuer.Token(Now, head: "crit"),
            "unknown key" => issuer.Token(Now, key: "second", signer: stranger),
            "no key" => issuer.Token(Now, named: false),
            "altered" => Altered(issuer.Token(Now)),
            "no permissions" => issuer.Token(Now, with: claims => claims.Remove("function")),
            "other function" => Granting("openfaas-fn:other"),
            "longer name" => Granting("openfaas-fn:en", "fn:env", "openfaas-fn:env2", "openfaas?fn:env", ""),
            "other function audience" => issuer.Token(Now, with: claims => claims["function"] = new { permissions = new[] { "*" }, audience = new[] { "openfaas-fn:other" } }),
            "permissions of text" => issuer.Token(Now, with: claims => claims["function"] = new { permissions = "*" }),
            _ => "not.a.token",
        };
        await using var watchdog = await StartAsync("echo ran");
        using var response = await CallAsync(watchdog, token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Matches(reason, await TextAsync(response));
        Assert.Equal(status == 401 ? "Bearer realm=IAM function invoke" : null, response.Headers.TryGetValues("WWW-Authenticate", out var asked) ? asked.Single() : null);
        Assert.DoesNotContain("Forking fprocess.", watchdog.Lines);
        Assert.Contains(watchdog.Lines, line => line.StartsWith($"POST / - {status} ACCESS DENIED - (", StringComparison.Ordinal));
        Assert.DoesNotContain(watchdog.Lines, line => line.Contains(token));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("openfaas-fn:*")]
    [InlineData("*:env")]
    [InlineData("openfaas-*:e*v")]
    public async Task A_star_stands_for_any_text(string pattern)
    {
        await using var watchdog = await StartAsync("echo ran");
        using var response = await CallAsync(watchdog, Granting("openfaas-fn:other", pattern));
        Assert.Equal("ran\n", await TextAsync(response));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Without_a_bearer_token_it_is_401(string? authorization)
    {
        await using var watchdog = await StartAsync("echo ran");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await watchdog.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, issuer.Requests);
        Assert.Equal("OK", await watchdog.Client.GetStringAsync("/_/health", Token));
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_since_published_is_found_and_one_it_has_withdrawn_is_forgotten()
    {
        await using var watchdog = await StartAsync("echo ran");
        using var first = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        issuer.Publish("second", RSA.Create(2048));
        using var withdrawn = issuer.Withdraw("first");
        time.Advance(TimeSpan.FromSeconds(11));
        using var second = await CallAsync(watchdog, issuer.Token(Now, "second"));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var old = await CallAsync(watchdog, issuer.Token(Now, "first", withdrawn));
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Made_up_keys_do_not_make_the_issuer_be_asked_again_and_again()
    {
        using var stranger = RSA.Create(2048);
        await using var watchdog = await StartAsync("echo ran");
        for (var call = 0; call < 20; call++)
        {
            using var response = await CallAsync(watchdog, issuer.Token(Now, $"made-up-{call}", stranger));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
        Assert.Equal(2, issuer.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<html>")]
    [InlineData("{\"keys\":5}")]
    public async Task While_the_issuer_is_away_calls_are_refused_as_undecided_and_known_keys_hold(string? garbage)
    {
        (issuer.IsAway, issuer.Garbage) = (garbage is null, garbage);
        await using var watchdog = await StartAsync("echo ran");
        using var undecided = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, undecided.StatusCode);
        Assert.Equal("watchdog", undecided.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.StartsWith("The caller could not be checked: the issuer's keys could not be read from ", await TextAsync(undecided));
        (issuer.IsAway, issuer.Garbage) = (false, null);
        time.Advance(TimeSpan.FromSeconds(11));
        using var known = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        issuer.IsAway = true;
        time.Advance(TimeSpan.FromMinutes(6));
        using var still = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Nobody_waits_for_an_issuer_that_does_not_answer_while_its_keys_are_known()
    {
        await using var watchdog = await StartAsync("echo ran");
        using var first = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var before = issuer.Requests;
        issuer.IsMute = true;
        time.Advance(TimeSpan.FromMinutes(6));
        for (var call = 0; call < 3; call++)
        {
            using var answer = await CallAsync(watchdog, issuer.Token(Now));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        await watchdog.UntilAsync(() => issuer.Requests == before + 1, "it is asked, once");
    }

    [Fact]
    public async Task All_wait_for_one_question_to_an_issuer_that_does_not_answer_and_the_pause_begins_at_its_end()
    {
        issuer.IsMute = true;
        await using var watchdog = await StartAsync("echo ran");
        var waiting = Enumerable.Range(0, 5).Select(_ => CallAsync(watchdog, issuer.Token(Now))).ToArray();
        await watchdog.UntilAsync(() => issuer.Requests == 1 && watchdog.Server.ActiveRequests == waiting.Length, "all wait");
        time.Advance(TimeSpan.FromSeconds(10));
        foreach (var answer in await Task.WhenAll(waiting))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            answer.Dispose();
        }
        time.Advance(TimeSpan.FromSeconds(9));
        using var soon = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, soon.StatusCode);
        Assert.Equal(1, issuer.Requests);
        issuer.IsMute = false;
        time.Advance(TimeSpan.FromSeconds(1));
        using var later = await CallAsync(watchdog, issuer.Token(Now));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    private Task<RunningWatchdog> StartAsync(string process) => RunningWatchdog.StartAsync(
        process,
        options => options with { CallerChecks = new CallerChecks { Function = "env", Namespace = "openfaas-fn", Authority = issuer.Address }, WriteTimeout = TimeSpan.Zero, ReadTimeout = TimeSpan.Zero },
        time);

    private static async Task<HttpResponseMessage> CallAsync(RunningWatchdog watchdog, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await watchdog.Client.SendAsync(request, Token);
    }

    private string Granting(params string[] permissions) => issuer.Token(Now, with: claims => claims["function"] = new { permissions });

    private static string Altered(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("someone", "another", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }
}

using System.Net;
using System.Security.Cryptography;
using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Gateway.Tests.Access.Oidc;

public sealed class Tokens_of_an_issuer : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000));
    private Issuer issuer = null!;
    private GatewayHost host = null!;

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask InitializeAsync()
    {
        issuer = await Issuer.StartAsync();
        host = await StartAsync(new OidcSettings());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_good_one_opens_the_API_and_so_do_the_gateways_credentials()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"))));
        using var basic = await host.SendAsync(HttpMethod.Get, "/system/functions");
        Assert.Equal(HttpStatusCode.OK, basic.StatusCode);
        using var none = await host.SendAsync(HttpMethod.Get, "/system/functions", admin: false);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
    }

    [Fact]
    public async Task Elliptic_curves_do_as_well()
    {
        issuer.Add("two", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"), "two")));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("no audience")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("no end")]
    [InlineData("not yet")]
    [InlineData("no subject")]
    [InlineData("none")]
    [InlineData("none with a key")]
    [InlineData("HS256")]
    [InlineData("other key")]
    [InlineData("torn")]
    [InlineData("garbage")]
    [InlineData("dots")]
    public async Task A_wrong_one_is_401_and_no_more_is_said(string what)
    {
        var claims = Claims("admin");
        switch (what)
        {
            case "audience": claims["aud"] = "another"; break;
            case "no audience": claims.Remove("aud"); break;
            case "issuer": claims["iss"] = "https://evil.example"; break;
            case "expired": claims["exp"] = Now - 31; break;
            case "no end": claims.Remove("exp"); break;
            case "not yet": claims["nbf"] = Now + 31; break;
            case "no subject": claims.Remove("sub"); break;
        }
        // So that nothing but the token is wrong.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("admin"))));
        var good = issuer.Token(claims);
        var token = what switch
        {
            "none" => issuer.Token(claims, null, "none"),
            "none with a key" => issuer.Token(claims, "one", "none"),
            "HS256" => issuer.Token(claims, "one", "HS256"),
            "other key" => Sealed(claims),
            "torn" => good[..^10],
            "garbage" => "x",
            "dots" => "....",
            _ => good,
        };
        using var answer = await host.SendAsync(HttpMethod.Get, "/system/functions", null, admin: false, ("Authorization", $"Bearer {token}"));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid token"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Clocks_may_differ_a_little()
    {
        var (late, early) = (Claims("read"), Claims("read"));
        late["exp"] = Now - 29;
        early["nbf"] = Now + 29;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(late)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(early)));
    }

    [Fact]
    public async Task A_new_key_is_asked_for_and_made_up_ones_do_not_wear_the_issuer_out()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"))));
        Assert.Equal(1, issuer.Asked);
        issuer.Add("two", RSA.Create(2048));
        issuer.Forget("one");
        time.Advance(IssuerKeys.Pause);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"), "two")));
        Assert.Equal(2, issuer.Asked);
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(issuer.Token(Claims("read"), $"made-up-{i}")));
        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task What_was_signed_by_a_key_that_is_withdrawn_ends_with_the_next_look()
    {
        var old = issuer.Token(Claims("read"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(old));
        issuer.Add("two", RSA.Create(2048));
        issuer.Forget("one");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(old));
    }

    [Fact]
    public async Task An_issuer_that_is_away_closes_what_it_alone_can_open()
    {
        issuer.IsDown = true;
        using (var closed = await host.SendAsync(HttpMethod.Get, "/system/functions", null, admin: false, ("Authorization", $"Bearer {issuer.Token(Claims("admin"))}")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, closed.StatusCode);
            Assert.Contains(issuer.Url, await closed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.NotNull(closed.Headers.RetryAfter);
        }
        using (var basic = await host.SendAsync(HttpMethod.Get, "/system/functions"))
            Assert.Equal(HttpStatusCode.OK, basic.StatusCode);

        issuer.IsDown = false;
        time.Advance(IssuerKeys.Pause);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"))));

        // What is known goes on; what could be a new key cannot be told.
        issuer.IsDown = true;
        time.Advance(IssuerKeys.Pause);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"))));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(issuer.Token(Claims("read"), "new")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(Claims("read"))));
    }

    [Fact]
    public async Task An_issuer_by_another_name_is_not_believed()
    {
        issuer.Name = "https://evil.example";
        var claims = Claims("admin");
        claims["iss"] = issuer.Name;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(issuer.Token(claims)));
    }

    [Theory]
    [InlineData("GET", "/system/functions", "read")]
    [InlineData("GET", "/system/secrets", "read")]
    [InlineData("GET", "/system/namespaces", "read")]
    [InlineData("GET", "/system/queues", "read")]
    [InlineData("GET", "/ui/", "read")]
    [InlineData("POST", "/system/functions", "deploy")]
    [InlineData("PUT", "/system/functions", "deploy")]
    [InlineData("DELETE", "/system/functions", "deploy")]
    [InlineData("POST", "/system/scale-function/x", "deploy")]
    [InlineData("POST", "/system/secrets", "deploy")]
    [InlineData("DELETE", "/system/secrets", "deploy")]
    [InlineData("POST", "/system/queues/q/pause", "deploy")]
    [InlineData("POST", "/system/queues/q/redrive", "deploy")]
    [InlineData("POST", "/system/alert", "deploy")]
    [InlineData("POST", "/connector/guarded", "deploy")]
    [InlineData("POST", "/system/namespace/x", "admin")]
    [InlineData("DELETE", "/system/namespace/x", "admin")]
    [InlineData("DELETE", "/system/queues/q/dead-letters", "admin")]
    [InlineData("DELETE", "/system/queues/q/invocations", "admin")]
    [InlineData("POST", "/system/nothing-there", "admin")]
    public async Task Each_call_takes_its_role_and_those_above_do_as_well(string method, string path, string least)
    {
        string[] roles = ["none", "read", "deploy", "admin"];
        foreach (var role in roles)
        {
            using var answer = await host.SendAsync(new HttpMethod(method), path, null, admin: false, ("Authorization", $"Bearer {issuer.Token(Claims(role))}"));
            var allowed = Array.IndexOf(roles, role) >= Array.IndexOf(roles, least);
            Assert.Equal(allowed, answer.StatusCode != HttpStatusCode.Forbidden);
            if (!allowed)
                Assert.Equal($"this needs the role {least}, and ada has {role}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Roles_may_stand_deep_in_a_token_or_in_one_text_under_names_of_their_own()
    {
        await using var keycloak = await StartAsync(new OidcSettings { RoleClaim = "realm_access.roles", Read = [], Deploy = ["ops"], Admin = ["root"] });
        var claims = Claims("admin");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(issuer.Token(claims), keycloak));
        claims["realm_access"] = new { roles = new[] { "x", "ops" } };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(claims), keycloak));

        await using var scoped = await StartAsync(new OidcSettings { RoleClaim = "scope", Read = ["connectors:read"] });
        claims["scope"] = "openid connectors:read";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Token(claims), scoped));
        claims["scope"] = "openid";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(issuer.Token(claims), scoped));
    }

    [Theory]
    [InlineData("http://login.example", "a", "roles")]
    [InlineData("login.example", "a", "roles")]
    [InlineData("https://user:password@login.example", "a", "roles")]
    [InlineData("https://login.example", "", "roles")]
    [InlineData("https://login.example", "a", "")]
    [InlineData("", "a", "roles")]
    public void Impossible_settings_are_a_fault(string url, string audience, string claim)
    {
        var fault = Assert.Single(new OidcSettings { Issuer = url, Audience = audience, RoleClaim = claim }.Faults());
        Assert.StartsWith("oidc.", fault);
        Assert.DoesNotContain("password@", fault);
    }

    private Dictionary<string, object> Claims(string role) => new()
    {
        ["iss"] = issuer.Name ?? issuer.Url,
        ["aud"] = "connectors",
        ["sub"] = "ada",
        ["exp"] = Now + 300,
        ["roles"] = new[] { role },
    };

    // Signed by somebody else's key that bears a published key's name.
    private static string Sealed(Dictionary<string, object> claims)
    {
        using var other = RSA.Create(2048);
        var header = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"RS256","kid":"one"}""");
        var text = $"{header}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(System.Text.Json.JsonSerializer.Serialize(claims))}";
        return $"{text}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(other.SignData(System.Text.Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private Task<GatewayHost> StartAsync(OidcSettings oidc)
    {
        (oidc.Issuer, oidc.Audience) = (issuer.Url, "connectors");
        Assert.Empty(oidc.Faults());
        return GatewayHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time), oidc: oidc);
    }

    private async Task<HttpStatusCode> StatusAsync(string token, GatewayHost? at = null)
    {
        using var answer = await (at ?? host).SendAsync(HttpMethod.Get, "/system/functions", null, admin: false, ("Authorization", $"Bearer {token}"));
        return answer.StatusCode;
    }
}

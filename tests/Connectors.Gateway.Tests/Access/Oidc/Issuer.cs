using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Connectors.Gateway.Tests.Access.Oidc;

/// <summary>A server of OpenID Connect with keys of its own, as far as a service that takes its tokens sees one.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly Upstream server;
    private readonly List<(string Id, AsymmetricAlgorithm Key)> keys = [];
    private int asked;

    private Issuer(Upstream server) => this.server = server;

    public string Url => server.Address.ToString().TrimEnd('/');

    /// <summary>What it calls itself; its address unless a test says otherwise.</summary>
    public string? Name { get; set; }

    /// <summary>Answers nothing but errors while true.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Asked => asked;

    public static async Task<Issuer> StartAsync()
    {
        Issuer issuer = null!;
        issuer = new Issuer(await Upstream.StartAsync(context => issuer.AnswerAsync(context)));
        issuer.Add("one", RSA.Create(2048));
        return issuer;
    }

    public void Add(string id, AsymmetricAlgorithm key) => keys.Add((id, key));

    public void Forget(string id) => keys.RemoveAll(key => key.Id == id);

    /// <summary>A token, signed by a key of this id whether or not it is published.</summary>
    public string Token(object claims, string? key = "one", string? algorithm = null, object? header = null)
    {
        var signer = keys.FirstOrDefault(one => one.Id == (key ?? "one")).Key ?? RSA.Create(2048);
        algorithm ??= signer is RSA ? "RS256" : "ES256";
        header ??= key is null ? new { alg = algorithm, typ = "JWT" } : new { alg = algorithm, typ = "JWT", kid = key };
        var text = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Base64UrlEncoder.Encode(algorithm switch
        {
            "none" => [],
            // The confusion: the published key taken for a shared secret.
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(((RSA)signer).ExportSubjectPublicKeyInfoPem()), bytes),
            _ when signer is RSA rsa => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => ((ECDsa)signer).SignData(bytes, HashAlgorithmName.SHA256),
        })}";
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string Part(object value) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(value));

    private Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }
        if (context.Request.Path == "/.well-known/openid-configuration")
            return context.Response.WriteAsJsonAsync(new { issuer = Name ?? Url, jwks_uri = $"{Url}/keys" });
        Interlocked.Increment(ref asked);
        return context.Response.WriteAsJsonAsync(new { keys = keys.Select(key => Published(key.Id, key.Key)).ToArray() });
    }

    private static Dictionary<string, string> Published(string id, AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            var open = rsa.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = id, ["n"] = Base64UrlEncoder.Encode(open.Modulus), ["e"] = Base64UrlEncoder.Encode(open.Exponent) };
        }
        var point = ((ECDsa)key).ExportParameters(false).Q;
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = id, ["x"] = Base64UrlEncoder.Encode(point.X), ["y"] = Base64UrlEncoder.Encode(point.Y) };
    }
}

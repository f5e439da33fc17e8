using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connectors.Watchdog.Tests.Upstreams;

namespace Connectors.Watchdog.Tests.Callers;

/// <summary>An issuer on loopback whose keys a test turns over, and tokens of it, true and false.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly ScriptedUpstream server;
    private readonly Dictionary<string, AsymmetricAlgorithm> keys = [];
    private readonly Dictionary<string, string?> algorithms = [];

    public TestIssuer()
    {
        server = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is { } head)
            {
                if (IsMute)
                    await connection.StayAsync();
                var body = IsAway ? "" : head.StartsWith("GET /keys ", StringComparison.Ordinal) ? Garbage ?? KeySet() : $"{{\"issuer\":\"{Name}\",\"jwks_uri\":\"{server!.Address}keys\"}}";
                await connection.WriteAsync($"HTTP/1.1 {(IsAway ? "503 Away" : "200 OK")}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            }
        });
        Publish("first", RSA.Create(2048));
    }

    public Uri Address => server.Address;

    public int Requests => server.Requests;

    public string Name => server.Address.ToString();

    public bool IsAway { get; set; }

    /// <summary>It takes questions and never answers.</summary>
    public bool IsMute { get; set; }

    public string? Garbage { get; set; }

    public void Publish(string id, AsymmetricAlgorithm key, string? onlyFor = null) => (keys[id], algorithms[id]) = (key, onlyFor);

    public AsymmetricAlgorithm Withdraw(string id)
    {
        keys.Remove(id, out var key);
        return key!;
    }

    /// <summary>A token that opens <c>openfaas-fn:env</c> for an hour from an instant on, but for what is changed.</summary>
    public string Token(DateTimeOffset now, string key = "first", AsymmetricAlgorithm? signer = null, string? alg = null, Action<Dictionary<string, object?>>? with = null, bool named = true, string? head = null)
    {
        signer ??= keys[key];
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Name,
            ["aud"] = Name,
            ["sub"] = "someone",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["function"] = new Dictionary<string, object> { ["permissions"] = new[] { "openfaas-fn:env" } },
        };
        with?.Invoke(claims);
        var header = new Dictionary<string, object?> { ["alg"] = alg ?? (signer is RSA ? "RS256" : "ES256"), ["typ"] = "JWT" };
        if (named)
            header["kid"] = key;
        if (head is not null)
            header[head] = new[] { "more" };
        var signed = Encode(header) + "." + Encode(claims);
        return signed + "." + Base64Url.EncodeToString(Sign(signer, (string)header["alg"]!, Encoding.ASCII.GetBytes(signed)));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        foreach (var key in keys.Values)
            key.Dispose();
    }

    private static byte[] Sign(AsymmetricAlgorithm signer, string algorithm, byte[] text) => (algorithm, signer) switch
    {
        ("none", _) => [],
        ("HS256", RSA rsa) => HMACSHA256.HashData(rsa.ExportSubjectPublicKeyInfo(), text),
        ("PS256", RSA rsa) => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        (_, RSA rsa) => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        (_, ECDsa curve) => curve.SignData(text, HashAlgorithmName.SHA256),
        _ => throw new NotSupportedException(),
    };

    private string KeySet() => JsonSerializer.Serialize(new { keys = keys.Select(DescribeAll).ToArray() });

    private Dictionary<string, string> DescribeAll(KeyValuePair<string, AsymmetricAlgorithm> key)
    {
        var described = Describe(key);
        if (algorithms[key.Key] is { } only)
            described["alg"] = only;
        return described;
    }

    private static Dictionary<string, string> Describe(KeyValuePair<string, AsymmetricAlgorithm> key)
    {
        if (key.Value is RSA rsa)
        {
            var parts = rsa.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.Key, ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) };
        }
        var point = ((ECDsa)key.Value).ExportParameters(false).Q;
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = key.Key, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }

    private static string Encode(Dictionary<string, object?> part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}

using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Connectors.TestServers.Registries;

/// <summary>A small server of tokens for a registry: who shows the user's password, or everybody if it is so minded, gets one for what was asked for.</summary>
public sealed class TokenIssuer : IAsyncDisposable
{
    internal const string Name = "connectors-test";
    internal const string Service = "registry-test";

    private readonly TempDirectory directory = new("tokens");
    private readonly HttpListener listener = new();
    private readonly RSA key = RSA.Create(2048);
    private readonly X509Certificate2 certificate;
    private readonly Task serving;
    private int asked;

    public TokenIssuer()
    {
        var now = TimeProvider.System.GetUtcNow();
        certificate = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>Where tokens are asked for.</summary>
    public string Realm => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/token?kept=yes");

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>Whether everybody gets tokens, without a password.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The query of the last request.</summary>
    public string LastQuery { get; private set; } = "";

    internal string CertificatePath => directory.Below("certificate.pem");

    private int Port { get; } = LoopbackPorts.Take();

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
        certificate.Dispose();
        key.Dispose();
        directory.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref asked);
            LastQuery = context.Request.Url!.Query;
            Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RegistryServer.User}:{RegistryServer.Password}"));
        if (!IsOpen && context.Request.Headers["Authorization"] != expected)
        {
            context.Response.StatusCode = 401;
            context.Response.Close();
            return;
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["token"] = Token(context.Request.QueryString["scope"]!), ["expires_in"] = 300 });
        context.Response.ContentType = "application/json";
        context.Response.Close(body, willBlock: false);
    }

    private string Token(string scope)
    {
        var parts = scope.Split(':');
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new Dictionary<string, object> { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new[] { Convert.ToBase64String(certificate.RawData) } };
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Name,
            ["aud"] = Service,
            ["sub"] = "",
            ["iat"] = now,
            ["nbf"] = now - 10,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = new[] { new Dictionary<string, object> { ["type"] = parts[0], ["name"] = parts[1], ["actions"] = parts[2].Split(',') } },
        };
        var signed = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}

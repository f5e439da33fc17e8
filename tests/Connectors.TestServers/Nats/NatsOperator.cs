using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NATS.NKeys;

namespace Connectors.TestServers.Nats;

/// <summary>
/// An operator of one test's own with one account, and a server's configuration that trusts it: users are known by the JWTs that the
/// account signs for them, and the server has never heard of them before.
/// </summary>
public sealed class NatsOperator : IDisposable
{
    private readonly KeyPair self = KeyPair.CreatePair(PrefixByte.Operator);
    private readonly KeyPair system = KeyPair.CreatePair(PrefixByte.Account);
    private readonly KeyPair account = KeyPair.CreatePair(PrefixByte.Account);

    /// <summary>Lines for a server's configuration.</summary>
    public string Configuration => $$"""
        operator: {{Jwt(self, "operator", self.GetPublicKey(), Claims("operator"))}}
        system_account: {{system.GetPublicKey()}}
        resolver: MEMORY
        resolver_preload {
          {{system.GetPublicKey()}}: {{Jwt(self, "system", system.GetPublicKey(), Account(jetStream: false))}}
          {{account.GetPublicKey()}}: {{Jwt(self, "functions", account.GetPublicKey(), Account(jetStream: true))}}
        }
        """;

    /// <summary>The text of a creds file for a new user of the account.</summary>
    /// <param name="signedBy">Who vouches for the user; null: the account that does.</param>
    public string NewCreds(KeyPair? signedBy = null)
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        return Creds(UserJwt(user, signedBy ?? account), user.GetSeed());
    }

    /// <summary>The text of a creds file whose seed is not that of the user whom the JWT names.</summary>
    public string NewCredsWithAnothersSeed()
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        using var other = KeyPair.CreatePair(PrefixByte.User);
        return Creds(UserJwt(user, account), other.GetSeed());
    }

    public void Dispose()
    {
        self.Dispose();
        system.Dispose();
        account.Dispose();
    }

    private static string Creds(string jwt, string seed) => $"""
        -----BEGIN NATS USER JWT-----
        {jwt}
        ------END NATS USER JWT------

        -----BEGIN USER NKEY SEED-----
        {seed}
        ------END USER NKEY SEED------

        """;

    private static string UserJwt(KeyPair user, KeyPair signer)
    {
        var claims = Claims("user");
        (claims["pub"], claims["sub"], claims["subs"], claims["data"], claims["payload"]) = (new JsonObject(), new JsonObject(), -1, -1, -1);
        return Jwt(signer, "worker", user.GetPublicKey(), claims);
    }

    private static JsonObject Account(bool jetStream)
    {
        var limits = new JsonObject
        {
            ["subs"] = -1,
            ["data"] = -1,
            ["payload"] = -1,
            ["imports"] = -1,
            ["exports"] = -1,
            ["wildcards"] = true,
            ["conn"] = -1,
            ["leaf"] = -1,
        };
        if (jetStream)
            (limits["mem_storage"], limits["disk_storage"], limits["streams"], limits["consumer"]) = (-1, -1, -1, -1);
        var claims = Claims("account");
        claims["limits"] = limits;
        return claims;
    }

    private static JsonObject Claims(string type) => new() { ["type"] = type, ["version"] = 2 };

    private static string Jwt(KeyPair signer, string name, string subject, JsonObject claims)
    {
        var payload = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["iss"] = signer.GetPublicKey(),
            ["name"] = name,
            ["sub"] = subject,
            ["nats"] = claims,
        };
        var text = $"{Encoded("""{"typ":"JWT","alg":"ed25519-nkey"}""")}.{Encoded(payload.ToJsonString(JsonSerializerOptions.Default))}";
        var signature = new byte[KeyPair.SignatureLength];
        signer.Sign(Encoding.ASCII.GetBytes(text), signature);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

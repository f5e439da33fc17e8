using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Connectors.Watchdog.Callers;

/// <summary>
/// A signed token, read and not believed yet. It is read here rather than by a library, because every function's image carries what is
/// linked into its watchdog, and what is needed of tokens is little.
/// </summary>
internal sealed class BearerToken : IDisposable
{
    private readonly JsonDocument head, claims;
    private readonly byte[] signedText, signature;

    private BearerToken(JsonDocument head, JsonDocument claims, byte[] signedText, byte[] signature) =>
        (this.head, this.claims, this.signedText, this.signature) = (head, claims, signedText, signature);

    /// <summary>The id of the key; null when it names none.</summary>
    public string? KeyId => Text(head.RootElement, "kid");

    /// <summary>How it is signed; empty when it does not say, or wants what is not understood.</summary>
    public string Algorithm => head.RootElement.TryGetProperty("crit", out _) ? "" : Text(head.RootElement, "alg") ?? "";

    public JsonElement Claims => claims.RootElement;

    /// <summary>Reads a token; null when it is none.</summary>
    public static BearerToken? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        JsonDocument? head = null, claims = null;
        try
        {
            head = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var signature = Base64Url.DecodeFromChars(parts[2]);
            if (head.RootElement.ValueKind is JsonValueKind.Object && claims.RootElement.ValueKind is JsonValueKind.Object)
                return new BearerToken(head, claims, Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), signature);
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            // Not a token; the answer says so.
        }
        head?.Dispose();
        claims?.Dispose();
        return null;
    }

    public bool IsSignedBy(SigningKey key) => key.HasSigned(signedText, signature, Algorithm);

    /// <summary>A claim of text; null when it is not there, or something else.</summary>
    public string? Text(string claim) => Text(Claims, claim);

    /// <summary>A claim that is a time; null when it is not there, or something else.</summary>
    public DateTimeOffset? Time(string claim) =>
        Claims.TryGetProperty(claim, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    /// <summary>Whether a claim that may be a text or a list of texts has this one.</summary>
    public bool Has(string claim, string text)
    {
        if (!Claims.TryGetProperty(claim, out var value) || value.ValueKind is not JsonValueKind.Array)
            return Text(claim) == text;
        foreach (var one in value.EnumerateArray())
        {
            if (one.ValueKind is JsonValueKind.String && one.ValueEquals(text))
                return true;
        }
        return false;
    }

    public void Dispose()
    {
        head.Dispose();
        claims.Dispose();
    }

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

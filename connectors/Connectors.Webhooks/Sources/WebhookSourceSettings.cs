using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Webhooks.Sources;

/// <summary>One source of webhooks, as the user wrote it.</summary>
public sealed class WebhookSourceSettings
{
    /// <summary>How deliveries prove themselves and which topics they have.</summary>
    [Setting("How deliveries prove themselves: github, ifttt, hmac or token.")]
    public string Kind { get; set; } = "";

    /// <summary>Where the secret is.</summary>
    [Setting("The file that holds the secret; a second line holds a second secret that is accepted too, for rotation. Read again when it changes.")]
    public string SecretFile { get; set; } = "";

    /// <summary>The largest body.</summary>
    [Setting("The largest body a delivery may have; a larger one is answered with 413.")]
    public ByteSize MaxBodyBytes { get; set; } = ByteSize.MiB(25);

    /// <summary>The first part of topics.</summary>
    [Setting("The first part of the topics; when empty github and ifttt for those kinds, and the source's name for hmac and token.")]
    public string Topic { get; set; } = "";

    /// <summary>Which header carries the proof.</summary>
    [Setting("The header that carries the signature (hmac; X-Signature when empty) or the token (token; Authorization: Bearer when empty).")]
    public string Header { get; set; } = "";

    /// <summary>What stands before the signature.</summary>
    [Setting("What stands before the signature in its header, e.g. 'sha256=' (hmac).")]
    public string Prefix { get; set; } = "";

    /// <summary>The hash.</summary>
    [Setting("The hash of the signature: sha256, sha512 or sha1 (hmac).")]
    public SignatureAlgorithm Algorithm { get; set; } = SignatureAlgorithm.Sha256;

    /// <summary>How the signature is written.</summary>
    [Setting("How the signature is written: hex or base64 (hmac).")]
    public SignatureEncoding Encoding { get; set; } = SignatureEncoding.Hex;

    /// <summary>Which header identifies a delivery.</summary>
    [Setting("The header in which the sender repeats a delivery's id when it sends it again, so that it runs once (ifttt, hmac, token).")]
    public string IdHeader { get; set; } = "";

    /// <summary>Which headers functions see.</summary>
    [Setting("Headers of the delivery that are passed on to functions; a trailing * stands for any ending. X-GitHub-* always are (github).")]
    public IReadOnlyList<string> PassHeaders { get; set; } = [];
}

/// <summary>The hash beneath an HMAC signature.</summary>
public enum SignatureAlgorithm
{
    /// <summary>HMAC-SHA-256.</summary>
    Sha256,

    /// <summary>HMAC-SHA-512.</summary>
    Sha512,

    /// <summary>HMAC-SHA-1, for senders that know nothing better.</summary>
    Sha1,
}

/// <summary>How the bytes of a signature are written in a header.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal digits of either case.</summary>
    Hex,

    /// <summary>Base64 with padding.</summary>
    Base64,
}

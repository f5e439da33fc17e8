using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Webhooks.Sources;

/// <summary>One source of webhooks, as the user wrote it.</summary>
public sealed class WebhookSourceSettings
{
    internal const string Kinds = "github, gitlab, ifttt, stripe, slack, standard-webhooks, cloudevents, hmac or token";

    /// <summary>How deliveries prove themselves and which topics they have.</summary>
    [Setting($"How deliveries prove themselves: {Kinds}.")]
    public string Kind { get; set; } = "";

    /// <summary>Where the secret is.</summary>
    [Setting("The file that holds the secret; a second line holds a second secret that is accepted too, for rotation. Read again when it changes.")]
    public string SecretFile { get; set; } = "";

    /// <summary>The largest body.</summary>
    [Setting("The largest body a delivery may have; a larger one is answered with 413.")]
    public ByteSize MaxBodyBytes { get; set; } = ByteSize.MiB(25);

    /// <summary>The first part of topics.</summary>
    [Setting("The first part of the topics; when empty the kind's own name for github, gitlab, ifttt, stripe and slack, and the source's name for the others.")]
    public string Topic { get; set; } = "";

    /// <summary>Which header carries the proof.</summary>
    [Setting("The header that carries the signature (X-Signature when empty) or the token (Authorization: Bearer when empty), for hmac, token and cloudevents.")]
    public string Header { get; set; } = "";

    /// <summary>What stands before the signature.</summary>
    [Setting("What stands before the signature in its header, e.g. 'sha256=' (hmac, cloudevents).")]
    public string Prefix { get; set; } = "";

    /// <summary>The hash.</summary>
    [Setting("The hash of the signature: sha256, sha512 or sha1 (hmac, cloudevents).")]
    public SignatureAlgorithm Algorithm { get; set; } = SignatureAlgorithm.Sha256;

    /// <summary>How the signature is written.</summary>
    [Setting("How the signature is written: hex or base64 (hmac, cloudevents).")]
    public SignatureEncoding Encoding { get; set; } = SignatureEncoding.Hex;

    /// <summary>Which header identifies a delivery.</summary>
    [Setting("The header in which the sender repeats a delivery's id when it sends it again, so that it runs once (ifttt, hmac, token).")]
    public string IdHeader { get; set; } = "";

    /// <summary>Which headers functions see.</summary>
    [Setting("Headers of the delivery that are passed on to functions; a trailing * stands for any ending. X-GitHub-*, X-Gitlab-*, X-Slack-* and ce-* always are, for their kinds.")]
    public IReadOnlyList<string> PassHeaders { get; set; } = [];

    /// <summary>How far a signed time may be from now.</summary>
    [Setting("How far the time that is part of a signature may be from this machine's clock (stripe, slack, standard-webhooks, gitlab with a signing token).")]
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many deliveries are taken.</summary>
    [Setting("How many deliveries a minute are taken from the source; those beyond are answered with 429 and Retry-After. Only authentic ones count. 0: any number.")]
    public int RateLimit { get; set; }

    /// <summary>How many deliveries may come at once.</summary>
    [Setting("How many deliveries may come at once before rate-limit slows them down; 0: as many as rate-limit allows in six seconds, and at least one.")]
    public int RateBurst { get; set; }

    /// <summary>Which proof a CloudEvent brings.</summary>
    [Setting("What proves a CloudEvent (cloudevents): token (Authorization: Bearer, ?access_token=, or header) or hmac (a signature of the body; attributes in headers are not part of it).")]
    public WebhookProof Proof { get; set; } = WebhookProof.Token;

    /// <summary>Who may deliver CloudEvents.</summary>
    [Setting("Which origins are told that they may deliver, when they ask by OPTIONS (cloudevents): host names, or * for any.")]
    public IReadOnlyList<string> AllowedOrigins { get; set; } = ["*"];
}

/// <summary>What proves a delivery, for kinds that leave the choice.</summary>
public enum WebhookProof
{
    /// <summary>A shared token, presented as it is.</summary>
    Token,

    /// <summary>A keyed hash of the body.</summary>
    Hmac,
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

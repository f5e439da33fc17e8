using System.Security.Cryptography;
using System.Text;
using Connectors.Conformance.Sources;
using Connectors.Webhooks.Sources;

namespace Connectors.Webhooks.Tests.Conformance;

/// <summary>How one sender writes its requests.</summary>
internal abstract class HttpSender
{
    public const string Secret = "conformance";
    public const string Source = "test";

    public abstract string Connector { get; }

    /// <summary>What its topics begin with.</summary>
    public abstract string First { get; }

    public virtual SourceFeatures Features =>
        SourceFeatures.Redelivers | SourceFeatures.Keeps | SourceFeatures.StableIds | SourceFeatures.Shares | SourceFeatures.Patterns;

    public WebhookSourceSettings Settings { get; } = new() { Kind = "hmac", SecretFile = "secret", IdHeader = "X-Id", PassHeaders = ["*"] };

    public abstract HttpRequestMessage Request(string topic, byte[] payload, string number, IReadOnlyDictionary<string, string> headers);
}

/// <summary>Signed deliveries to <c>/webhook/test/…</c>.</summary>
internal sealed class WebhookSender : HttpSender
{
    public override string Connector => "webhooks";

    public override string First => Source + ".";

    public override SourceFeatures Features => base.Features | SourceFeatures.Headers;

    public override HttpRequestMessage Request(string topic, byte[] payload, string number, IReadOnlyDictionary<string, string> headers)
    {
        var path = $"/webhook/{Source}/{topic[First.Length..].Replace('.', '/')}";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(payload) };
        request.Headers.Add("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), payload)));
        request.Headers.Add("X-Id", number);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>Binary CloudEvents to <c>/event/…</c>.</summary>
internal sealed class EventSender : HttpSender
{
    public override string Connector => "events";

    public override string First => "test.";

    public override HttpRequestMessage Request(string topic, byte[] payload, string number, IReadOnlyDictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/event/" + topic, UriKind.Relative)) { Content = new ByteArrayContent(payload) };
        foreach (var (name, value) in ((string, string)[])[("ce-specversion", "1.0"), ("ce-id", number), ("ce-source", "/s"), ("ce-type", "t")])
            request.Headers.Add(name, value);
        return request;
    }
}

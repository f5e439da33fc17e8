using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Sources;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.Deliveries;

/// <summary>A webhook's request, read to its end.</summary>
public sealed class WebhookDelivery
{
    /// <summary>The source it was addressed to.</summary>
    public required string Source { get; init; }

    /// <summary>The source's settings.</summary>
    public required WebhookSourceSettings Settings { get; init; }

    /// <summary>The secrets in force, one or two.</summary>
    public required IReadOnlyList<WebhookSecret> Secrets { get; init; }

    /// <summary>What follows the source in the path, without slashes at its ends; empty when nothing does.</summary>
    public string Path { get; init; } = "";

    /// <summary>The request's headers.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The request's query.</summary>
    public required IQueryCollection Query { get; init; }

    /// <summary>The raw bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it arrived, by this machine's clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The value of a header that is there exactly once and not empty; null otherwise.</summary>
    public string? Header(string name) =>
        Headers.TryGetValue(name, out var values) && values.Count == 1 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    /// <summary>The first part of the topics: the source's setting, or else what its kind says.</summary>
    internal string FirstOr(string kindsOwn) => Settings.Topic.Length > 0 ? Settings.Topic : kindsOwn;

    /// <summary>
    /// An event with the raw body, its content type, the source's name as <c>X-Webhook-Source</c>, and the headers that match the
    /// source's <c>pass-headers</c> or the given patterns. Never those that carry credentials.
    /// </summary>
    /// <param name="topic">The event's topic.</param>
    /// <param name="id">The sender's id for this delivery, if it gave one; unique within the source.</param>
    /// <param name="passHeaders">More patterns; a trailing <c>*</c> stands for any ending.</param>
    public ConnectorEvent Event(string topic, string? id, params ReadOnlySpan<string> passHeaders)
    {
        var headers = new InvocationHeaders { { "X-Webhook-Source", Source } };
        PassedHeaders.Select(Headers, [.. passHeaders, .. Settings.PassHeaders], Settings.Header, headers);
        return new ConnectorEvent
        {
            Topic = topic,
            Body = InvocationBody.FromMemory(Body),
            ContentType = Header("Content-Type"),
            Headers = headers,
            Id = id is null ? null : $"{Source}/{id}",
        };
    }
}

using Connectors.Sdk.Events;

namespace Connectors.Webhooks.Deliveries;

/// <summary>What an authentic delivery turned out to be. Immutable.</summary>
public sealed record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>The events to dispatch, all of them before the sender is answered.</summary>
    public IReadOnlyList<ConnectorEvent> Events { get; private init; } = [];

    /// <summary>Whether the sender sent a list of events, so that it is answered with a list.</summary>
    public bool IsBatch { get; private init; }

    /// <summary>Why the delivery is malformed: one line without any part of the payload, told with status 400; null when it is not.</summary>
    public string? Fault { get; private init; }

    /// <summary>What the sender is answered; null: 202 and who is called.</summary>
    public WebhookAnswer? Answer { get; private init; }

    /// <summary>It is an event.</summary>
    public static WebhookReading Of(ConnectorEvent connectorEvent) => new() { Events = [connectorEvent] };

    /// <summary>It is a list of events, perhaps none.</summary>
    public static WebhookReading Batch(IReadOnlyList<ConnectorEvent> events) => new() { Events = events, IsBatch = true };

    /// <summary>It is malformed.</summary>
    public static WebhookReading Malformed(string fault) => new() { Fault = fault };

    /// <summary>It is no event; its sender wants to be answered, and nobody is called.</summary>
    public static WebhookReading Answered(WebhookAnswer answer) => new() { Answer = answer };

    /// <summary>The same with another answer than 202, for senders that understand nothing else.</summary>
    public WebhookReading AnsweredBy(WebhookAnswer answer) => this with { Answer = answer };
}

/// <summary>An answer that a sender insists on.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">Of the body; null without one.</param>
/// <param name="Body">The body.</param>
public sealed record WebhookAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>200 and nothing else.</summary>
    public static WebhookAnswer Ok { get; } = new(200, null, default);
}

using Connectors.Core.Invocations;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>What a request says: its attributes as <c>ce-*</c> headers (none when it is no CloudEvent), the data, the data's content type.</summary>
internal sealed record CloudEvent(InvocationHeaders Attributes, InvocationBody Data, string? ContentType);

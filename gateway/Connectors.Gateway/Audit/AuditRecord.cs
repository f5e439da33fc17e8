using System.Text.Json.Serialization;

namespace Connectors.Gateway.Audit;

/// <summary>One call that was to change something. It never holds a body, a query, a header or a secret's value.</summary>
/// <param name="At">When it came.</param>
/// <param name="Who">The user's name, the token's subject, or anonymous.</param>
/// <param name="By">How that is known: basic, token or nothing.</param>
/// <param name="From">The client's address.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Path">Of the request, without its query.</param>
/// <param name="Namespace">Of what it changes.</param>
/// <param name="Name">Of what it changes.</param>
/// <param name="Status">The answer's.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record AuditRecord(
    DateTimeOffset At, string Who, string By, string From, string Method, string Path, string? Namespace, string? Name, int Status, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext;

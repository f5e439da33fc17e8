using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>Answers whose fields must be looked at before they are read: what is absent differs from what is 0.</summary>
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class RemoteJson : JsonSerializerContext;

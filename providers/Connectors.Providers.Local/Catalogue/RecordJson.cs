using System.Text.Json.Serialization;
using Connectors.Core.Functions;

namespace Connectors.Providers.Local.Catalogue;

/// <summary>The JSON of records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredFunction))]
[JsonSerializable(typeof(FunctionNamespace))]
internal sealed partial class RecordJson : JsonSerializerContext;

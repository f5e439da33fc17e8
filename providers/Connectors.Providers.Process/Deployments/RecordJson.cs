using System.Text.Json.Serialization;
using Connectors.Core.Functions;
using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Process.Deployments;

/// <summary>The JSON of records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredFunction))]
[JsonSerializable(typeof(FunctionNamespace))]
internal sealed partial class RecordJson : JsonSerializerContext;

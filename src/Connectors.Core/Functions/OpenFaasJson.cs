using System.Text.Json.Serialization;

namespace Connectors.Core.Functions;

/// <summary>The OpenFaaS REST contracts as JSON: camel case, absent instead of null, unknown fields ignored, field names read in any case, none of them twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FunctionDeployment))]
[JsonSerializable(typeof(FunctionStatus))]
[JsonSerializable(typeof(IReadOnlyList<FunctionStatus>))]
[JsonSerializable(typeof(DeleteFunctionRequest))]
[JsonSerializable(typeof(ScaleFunctionRequest))]
[JsonSerializable(typeof(SecretContract))]
[JsonSerializable(typeof(IReadOnlyList<SecretContract>))]
[JsonSerializable(typeof(FunctionNamespace))]
[JsonSerializable(typeof(IReadOnlyList<FunctionNamespace>))]
[JsonSerializable(typeof(SystemInfo))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Providers.FunctionLogLine))]
[JsonSerializable(typeof(ProviderVersion))]
[JsonSerializable(typeof(IReadOnlyList<FunctionEndpointsContract>))]
public sealed partial class OpenFaasJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Functions;

/// <summary>The JSON of one function's status, which has no <c>invocationCount</c>; lists have.</summary>
internal static class StatusJson
{
    /// <summary>For <c>GET /system/function/{name}</c>.</summary>
    public static JsonTypeInfo<FunctionStatus> Single { get; } = (JsonTypeInfo<FunctionStatus>)Options().GetTypeInfo(typeof(FunctionStatus));

    private static JsonSerializerOptions Options() => new(OpenFaasJson.Default.Options)
    {
        TypeInfoResolver = OpenFaasJson.Default.WithAddedModifier(static type =>
        {
            if (type.Type != typeof(FunctionStatus))
                return;
            for (var i = type.Properties.Count - 1; i >= 0; i--)
            {
                if (type.Properties[i].Name == "invocationCount")
                    type.Properties.RemoveAt(i);
            }
        }),
    };
}

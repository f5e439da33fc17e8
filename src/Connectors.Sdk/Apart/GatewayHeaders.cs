using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>Headers between the hub's words and an HTTP client's.</summary>
internal static class GatewayHeaders
{
    /// <summary>Sends them as they are; those of content go with the content.</summary>
    public static void Copy(InvocationHeaders headers, HttpRequestMessage message)
    {
        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content!.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>All headers of an answer, a value each.</summary>
    public static InvocationHeaders Of(HttpResponseMessage answer)
    {
        var headers = new InvocationHeaders();
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            foreach (var value in values)
                headers.Add(name, value);
        }
        return headers;
    }
}

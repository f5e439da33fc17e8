using System.Net.Http.Json;
using System.Text.Json;

namespace Connectors.EndToEnd.Tests.Sources;

/// <summary>The calls whose success is recorded, as an operator sees them.</summary>
internal static class Succeeded
{
    public static async Task<int> CountAsync(HubProcess hub)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (count, after) = (0, "");
        do
        {
            using var answer = await hub.Client.SendAsync(
                hub.WithCredentials(HttpMethod.Get, $"system/queues/faas-request/invocations?state=succeeded&limit=1000{after}"), cancellation);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            count += page.GetProperty("items").GetArrayLength();
            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? $"&after={Uri.EscapeDataString(next.GetString()!)}" : "";
        }
        while (after.Length > 0);
        return count;
    }
}

using System.Net;
using System.Text.Json;
using Connectors.Core.Providers;
using k8s.Autorest;

namespace Connectors.Providers.FaasNetes.Access;

/// <summary>Calls of the cluster's API: with an end, and with sentences for what goes wrong.</summary>
internal static class ClusterCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>What the API answers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HttpOperationException">It refuses; <see cref="Status"/> and <see cref="Reason"/> read it.</exception>
    /// <exception cref="ProviderUnavailableException">It does not answer, or is not able to.</exception>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            return await call(late.Token);
        }
        catch (HttpOperationException refusal) when (Status(refusal) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new ProviderUnavailableException($"Kubernetes does not let us: {Reason(refusal)}. Give our account the rule that is named there.", refusal);
        }
        catch (HttpOperationException fault) when ((int)Status(fault) is >= 500 or 429)
        {
            throw new ProviderUnavailableException($"Kubernetes answered {(int)Status(fault)}: {Reason(fault)}", fault) { RetryAfter = AskAgain };
        }
        catch (HttpRequestException away)
        {
            throw new ProviderUnavailableException($"Kubernetes does not answer: {away.Message.TrimEnd('.')}. Is its API server up, and is it where faas-netes.kubeconfig says?", away) { RetryAfter = AskAgain };
        }
        catch (JsonException unreadable)
        {
            throw new ProviderUnavailableException($"Kubernetes answered what cannot be read: {unreadable.Message.TrimEnd('.')}.", unreadable);
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderUnavailableException($"Kubernetes did not answer within {Patience.TotalSeconds:0} s.", slow) { IsTimeout = true };
        }
    }

    /// <summary>The answer's status.</summary>
    public static HttpStatusCode Status(HttpOperationException refusal) => refusal.Response.StatusCode;

    /// <summary>The API's own sentence.</summary>
    public static string Reason(HttpOperationException refusal)
    {
        try
        {
            using var status = JsonDocument.Parse(refusal.Response.Content ?? "");
            if (status.RootElement.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text)
                return text;
        }
        catch (JsonException)
        {
            // A proxy in between speaks otherwise.
        }
        return refusal.Response.ReasonPhrase ?? $"status {(int)Status(refusal)}";
    }
}

using Connectors.Core.Providers;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>What callers outside of this room are told when containerd cannot be asked.</summary>
internal static class ContainerdAway
{
    /// <exception cref="ProviderUnavailableException">containerd did not do it; the message says what it said.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ContainerdException refusal)
        {
            throw new ProviderUnavailableException(refusal.Message, refusal) { IsTimeout = refusal.Status == Grpc.Core.StatusCode.DeadlineExceeded };
        }
    }

    /// <exception cref="ProviderUnavailableException">containerd did not do it; the message says what it said.</exception>
    public static Task AskAsync(Func<Task> ask) => AskAsync(async () =>
    {
        await ask();
        return true;
    });
}

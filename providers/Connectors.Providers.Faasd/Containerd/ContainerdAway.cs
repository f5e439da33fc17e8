using Connectors.Core.Providers;

namespace Connectors.Providers.Faasd.Containerd;

/// <summary>What callers outside of this room are told when containerd cannot be asked.</summary>
internal static class ContainerdAway
{
    // It is asked again all the time.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <exception cref="ProviderUnavailableException">containerd did not do it; the message says what it said.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ContainerdException refusal)
        {
            throw new ProviderUnavailableException(refusal.Message, refusal) { RetryAfter = Retry };
        }
    }

    /// <exception cref="ProviderUnavailableException">containerd did not do it; the message says what it said.</exception>
    public static Task AskAsync(Func<Task> ask) => AskAsync(async () =>
    {
        await ask();
        return true;
    });
}

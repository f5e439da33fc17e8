namespace Connectors.Providers.Faasd.Companions.Running;

/// <summary>Ends one companion for good.</summary>
internal static class CompanionRemoval
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>Politely first. containerd may be away for a while; who is in a hurry leaves the rest to the next start.</summary>
    public static async Task RemoveAsync(Companion companion, CompanionLaunch launch, CompanionSurroundings surroundings, TimeSpan grace, CancellationToken hurry)
    {
        while (true)
        {
            try
            {
                if (!hurry.IsCancellationRequested)
                    await launch.StopAsync(grace, hurry);
                await launch.RemoveAsync(CancellationToken.None);
                Log.CompanionGone(surroundings.Logger, companion.Name);
                return;
            }
            catch (OperationCanceledException) when (hurry.IsCancellationRequested)
            {
                // Once more, without patience.
            }
            catch (Exception cause) when (!hurry.IsCancellationRequested)
            {
                Log.RemovalPutOff(surroundings.Logger, companion.Name, Retry, cause);
                await Task.Delay(Retry, surroundings.Time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception cause)
            {
                Log.RemovalFailed(surroundings.Logger, companion.Name, cause);
                return;
            }
        }
    }
}

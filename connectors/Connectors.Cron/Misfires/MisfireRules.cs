namespace Connectors.Cron.Misfires;

/// <summary>How late ticks are treated.</summary>
/// <param name="Policy">Which missed ticks run.</param>
/// <param name="Deadline">None older than this runs.</param>
/// <param name="Threshold">Up to this late a tick is not missed at all.</param>
internal sealed record MisfireRules(MisfirePolicy Policy, TimeSpan Deadline, TimeSpan Threshold)
{
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(30);

    public static bool TryPolicy(string text, out MisfirePolicy policy)
    {
        policy = text switch
        {
            "once" => MisfirePolicy.Once,
            "all" => MisfirePolicy.All,
            _ => MisfirePolicy.Skip,
        };
        return text is "skip" or "once" or "all";
    }
}

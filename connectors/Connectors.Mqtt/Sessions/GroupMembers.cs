using System.Globalization;
using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;
using Microsoft.Extensions.Logging;

namespace Connectors.Mqtt.Sessions;

/// <summary>
/// The replicas that share a group. A server deals messages out to every session of a group, also to one whose replica has ended, where they
/// wait for it. So a replica that ends leaves the group, except the last: its session keeps everything until somebody comes back.
/// </summary>
internal sealed class GroupMembers(ICheckpointStore store, string group, string clientId, TimeSpan sessionExpiry, TimeProvider time, ILogger logger)
{
    private readonly SharedNote note = new(store, $"mqtt/group/{group}");

    /// <summary>Counts us among them; to be repeated well within the life of a session.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        var self = FormattableString.Invariant($"{clientId} {Now}");
        try
        {
            await note.ChangeAsync(members => [.. Others(members), self], cancellationToken);
        }
        catch (QueueUnavailableException e)
        {
            Log.NotNoted(logger, e.Message);
        }
    }

    /// <returns>True when others remain, so that we are no member any more; false when we are the last, or it cannot be told.</returns>
    public async Task<bool> TryLeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var left = await note.ChangeAsync(members => Others(members) is { Length: > 0 } others ? others : members, cancellationToken);
            return Others(left).Length == left.Length && left.Length > 0;
        }
        catch (Exception e) when (e is QueueUnavailableException or OperationCanceledException)
        {
            Log.NotLeft(logger, group, e.Message, clientId);
            return false;
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    // Those whose session the server still has.
    private string[] Others(string[] members) => [.. members.Where(member => Parse(member) is var (id, seen) && id != clientId && Now - seen < sessionExpiry.TotalSeconds)];

    private static (string Id, long Seen) Parse(string member)
    {
        var blank = member.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && long.TryParse(member.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? (member[..blank], seen) : (member, 0);
    }
}

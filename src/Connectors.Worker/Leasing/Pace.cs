namespace Connectors.Worker.Leasing;

/// <summary>
/// How many calls of a function that has refused one may run: additive increase, multiplicative decrease. Calls are numbered as they
/// enter; those that were running when the limit was cut belong to one round, which halves it once however many of them are refused,
/// but leaves no more than the round had calls that were not. A round of which nothing is left, or a function that asks for it, is
/// followed by a pause, and the pause by a single call that probes. Replicas that come or go change the limit in proportion, and a
/// pause because none was there ends with the next that comes. Not thread-safe.
/// </summary>
internal sealed class Pace(int ceiling, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestOwnPause = TimeSpan.FromSeconds(10);

    private readonly int ceiling = ceiling;
    private int limit = ceiling;
    private int served;
    private long round;
    private int leftOfRound;
    private TimeSpan backOff;
    private Pause asked;
    private Pause absence;
    private bool probing;
    private long probe;

    /// <summary>True when it limits nothing any more.</summary>
    public bool IsRecovered => limit >= ceiling && !probing;

    /// <summary>How long there will be no call; zero when there may be.</summary>
    public TimeSpan Paused
    {
        get
        {
            var (one, other) = (asked.Left(time), absence.Left(time));
            return one > other ? one : other;
        }
    }

    /// <summary>How many may run now.</summary>
    public int Limit => Paused > TimeSpan.Zero ? 0 : probing ? 1 : limit;

    /// <summary>How many more may run beside those that do.</summary>
    public int Room(int running)
    {
        var room = Paused > TimeSpan.Zero ? 0 : Math.Max(0, limit - running);
        return probing ? Math.Min(room, probe == 0 ? 1 : 0) : room;
    }

    /// <summary>A call begins.</summary>
    public void Entered(long call)
    {
        if (probing)
            probe = call;
    }

    /// <summary>A call has ended.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="newest">The number of the newest call of any function.</param>
    /// <param name="running">How many were running, this one included.</param>
    /// <param name="feedback">What it showed.</param>
    public void Left(long call, long newest, int running, Feedback feedback)
    {
        if (call == probe)
            probe = 0;
        if (feedback.IsRefusal)
            Refused(call, newest, running, feedback);
        else if (feedback.Strain != Strain.Unknown && call > round)
            Answered(feedback.Strain);
    }

    /// <summary>The function has other replicas than before.</summary>
    /// <param name="before">How many there were, 1 or more; those that there were last, when there were none meanwhile.</param>
    /// <param name="now">How many there are, 1 or more.</param>
    public void Scaled(int before, int now)
    {
        var scaled = (int)Math.Min((long)limit * now / before, ceiling);
        limit = now > before ? Math.Min(ceiling, Math.Max(limit + 1, scaled)) : Math.Max(1, scaled);
    }

    /// <summary>A replica has come that was not there: whether it can be reached need not be waited for any longer.</summary>
    public void Arrived()
    {
        if (absence.Left(time) == TimeSpan.Zero)
            return;
        (absence, backOff) = (default, TimeSpan.Zero);
    }

    private void Refused(long call, long newest, int running, Feedback feedback)
    {
        if (call > round)
        {
            (round, leftOfRound, served) = (newest, running, 0);
            limit = Math.Min(limit, running) / 2;
        }
        leftOfRound--;
        limit = Math.Max(1, Math.Min(limit, leftOfRound));
        if (leftOfRound <= 0)
            backOff = backOff == TimeSpan.Zero ? FirstPause : backOff * 2 < LongestOwnPause ? backOff * 2 : LongestOwnPause;
        var own = leftOfRound <= 0 ? backOff : TimeSpan.Zero;
        var length = feedback.RetryAfter > own ? feedback.RetryAfter.Value : own;
        if (feedback.Strain == Strain.Absent)
            Lengthen(ref absence, length);
        else
            Lengthen(ref asked, length);
    }

    private void Answered(Strain strain)
    {
        probing = false;
        backOff = TimeSpan.Zero;
        if (strain != Strain.Served || ++served < limit)
            return;
        served = 0;
        limit = Math.Min(limit + 1, ceiling);
    }

    private void Lengthen(ref Pause pause, TimeSpan length)
    {
        if (length <= pause.Left(time))
            return;
        (pause, probing) = (new Pause(time.GetTimestamp(), length), true);
    }

    private readonly record struct Pause(long Since, TimeSpan Length)
    {
        public TimeSpan Left(TimeProvider time)
        {
            var left = Length == TimeSpan.Zero ? TimeSpan.Zero : Length - time.GetElapsedTime(Since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}

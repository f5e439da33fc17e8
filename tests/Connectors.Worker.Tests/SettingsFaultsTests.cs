using Connectors.Core.Invocations;
using Connectors.Worker.Callbacks;
using Connectors.Worker.Retries;

namespace Connectors.Worker.Tests;

public sealed class SettingsFaultsTests
{
    [Fact]
    public void Defaults_have_no_faults_and_make_the_default_policy()
    {
        Assert.Empty(new WorkerSettings().Faults());
        Assert.Empty(new CallbackSettings().Faults());
        Assert.Empty(new RetrySettings().Faults());
        var policy = new RetrySettings().ToPolicy();
        Assert.Equal(new RetryPolicy() with { Codes = policy.Codes }, policy);
        Assert.Equal(new RetryPolicy().Codes, policy.Codes);
    }

    [Fact]
    public void Every_fault_is_told_at_once_beginning_with_its_key()
    {
        var worker = new WorkerSettings { Name = "a\nb", MaxInflight = 0, MaxInflightPerFunction = -1, UnreachableDeadline = -TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromDays(2), MaxResultBytes = new(-1) };
        Assert.Equal(
            ["worker.name", "worker.max-inflight", "worker.max-inflight-per-function", "worker.unreachable-deadline", "worker.grace-period", "worker.max-result-bytes"],
            worker.Faults().Select(Key));
        var callback = new CallbackSettings { Allow = ["10.0.0.0/99"], MaxInflight = 0, Attempts = 0, MinWait = -TimeSpan.FromSeconds(1), MaxWait = TimeSpan.FromDays(2), Timeout = TimeSpan.Zero, ConnectTimeout = TimeSpan.Zero };
        Assert.Equal(
            ["callback.allow:", "callback.max-inflight", "callback.attempts", "callback.min-wait", "callback.max-wait", "callback.timeout", "callback.connect-timeout"],
            callback.Faults().Select(Key));
        var retry = new RetrySettings { Attempts = 0, MinWait = TimeSpan.FromDays(2), MaxWait = TimeSpan.Zero, Codes = ["200"] };
        Assert.Equal(["retry.attempts", "retry.min-wait", "retry.max-wait", "retry.codes"], retry.Faults().Select(Key));
    }

    private static string Key(string fault) => fault.Split(' ')[0];
}

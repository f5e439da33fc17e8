using Connectors.Core.Functions;
using Connectors.Gateway.Scaling.Loads;

namespace Connectors.Gateway.Tests.Scaling.Deciding;

public sealed class Rounds_by_load
{
    private static readonly TimeSpan ten = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Calls_a_second_take_replicas_up_and_down()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("max", "10"));
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
        rig.Call("echo", 910);
        Assert.Equal(3, await rig.AfterAsync(ten, "echo"));
        Assert.Equal(91, rig["echo"].Load);
        rig.Call("echo", 100_000);
        Assert.Equal(10, await rig.AfterAsync(ten, "echo"));
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
        Assert.Contains("rps 0, target 50", rig["echo"].Decision!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_keeps_what_was_right_a_moment_ago()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("down.window", "30s"));
        await rig.AfterAsync(ten, "echo");
        rig.Call("echo", 1800);
        Assert.Equal(4, await rig.AfterAsync(ten, "echo"));
        Assert.Equal(4, await rig.AfterAsync(ten, "echo"));
        Assert.Equal(4, await rig.AfterAsync(ten * 2, "echo"));
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
    }

    [Fact]
    public async Task Calls_in_flight_are_capacity()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("type", "capacity"), ("target", "2"), ("target-proportion", "1"));
        var calls = Enumerable.Range(0, 5).Select(_ => rig.Traffic.Of(RoundRig.Name("echo")).Begin()).ToList();
        Assert.Equal(3, await rig.AfterAsync(ten, "echo"));
        calls.ForEach(call => call.Dispose());
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
    }

    [Fact]
    public async Task Usage_is_cpu_and_a_provider_that_does_not_tell_changes_nothing()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("type", "cpu"), ("target", "1000"), ("target-proportion", "0.5"));
        rig.Provider.Usage = new FunctionUsage { Cpu = 2400 };
        Assert.Equal(5, await rig.AfterAsync(ten, "echo"));
        rig.Provider.Usage = null;
        Assert.Equal(5, await rig.AfterAsync(ten, "echo"));
        Assert.Equal("there are no numbers of type 'cpu' for it yet", rig["echo"].Fault);
        rig.Provider.Usage = new FunctionUsage { Cpu = 0 };
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
        Assert.Null(rig["echo"].Fault);
    }

    [Fact]
    public async Task The_depth_of_the_queue_is_what_waits_and_runs_and_an_outage_changes_nothing()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("type", "queue"), ("target", "10"), ("target-proportion", "1"));
        rig.Queue.Set("echo", pending: 35, running: 10);
        Assert.Equal(5, await rig.AfterAsync(ten, "echo"));
        rig.Queue.IsAway = true;
        Assert.Equal(5, await rig.AfterAsync(ten, "echo"));
        Assert.Equal("the queue does not tell how full it is: the queue is away", rig["echo"].Fault);
        await rig.AfterAsync(ten, "echo");
        Assert.Single(rig.Log.Entries, "Warning: Function echo.openfaas-fn keeps its replicas: the queue does not tell how full it is: the queue is away");
        rig.Queue.IsAway = false;
        rig.Queue.Functions.Clear();
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
    }

    [Theory]
    [InlineData(0, false, false, 1)]
    [InlineData(1, true, false, 1)]
    [InlineData(1, false, true, 1)]
    [InlineData(1, false, false, 10)]
    [InlineData(null, false, false, 10)]
    public async Task What_nobody_takes_from_the_queue_asks_for_no_replicas(int? consumers, bool paused, bool functionPaused, int expected)
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("type", "queue"), ("target", "1000"), ("target-proportion", "1"));
        rig.Queue.Set("echo", pending: 10_000, paused: functionPaused);
        (rig.Queue.Consumers, rig.Queue.Paused) = (consumers, paused);
        Assert.Equal(expected, await rig.AfterAsync(ten, "echo"));
    }

    [Fact]
    public async Task Functions_without_labels_of_scaling_and_those_with_one_number_are_left_alone()
    {
        var rig = new RoundRig();
        rig.Deploy("plain", 4);
        rig.Deploy("alerted", 4, ("factor", "50"));
        rig.Deploy("fixed", 4, ("min", "2"), ("max", "2"));
        await rig.AfterAsync(ten, "plain");
        Assert.Equal(4, await rig.AfterAsync(ten, "plain"));
        Assert.Equal(4, await rig.AfterAsync(ten, "alerted"));
        Assert.Equal(4, await rig.AfterAsync(ten, "fixed"));
        Assert.Null(rig.Functions.Find(RoundRig.Name("plain")));
        Assert.Empty(rig.Provider.Scaled);
    }

    [Fact]
    public async Task Labels_that_cannot_be_read_are_told_once_and_new_ones_count_at_once()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("min", "many"), ("type", "latency"));
        await rig.AfterAsync(ten, "echo");
        await rig.AfterAsync(ten, "echo");
        Assert.Single(rig.Log.Entries, "Warning: Function echo.openfaas-fn: label com.openfaas.scale.min 'many' is not a whole number of replicas; 1 is used");
        Assert.StartsWith("nothing here measures type 'latency'", rig["echo"].Fault, StringComparison.Ordinal);
        rig.Deploy("echo", 1, ("min", "3"));
        await rig.AfterAsync(ten, "echo");
        Assert.Equal(3, await rig.AfterAsync(ten, "echo"));
        Assert.Empty(rig["echo"].Warnings);
    }

    [Fact]
    public async Task What_the_provider_refuses_is_shown()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("min", "3"));
        rig.Provider.Refusal = "there is no room";
        await rig.AfterAsync(ten, "echo");
        Assert.Equal(1, await rig.AfterAsync(ten, "echo"));
        Assert.Equal("there is no room", rig["echo"].Fault);
    }

    [Fact]
    public async Task An_operator_s_number_is_left_alone_for_a_while()
    {
        var rig = new RoundRig();
        rig.Deploy("echo", 1, ("max", "10"));
        await rig.AfterAsync(ten, "echo");
        rig.Holds.Hold(RoundRig.Name("echo"));
        rig.Deploy("echo", 7, ("max", "10"));
        Assert.Equal(7, await rig.AfterAsync(TimeSpan.FromSeconds(299), "echo"));
        Assert.Equal(1, await rig.AfterAsync(TimeSpan.FromSeconds(1), "echo"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_changes_a_function_during_a_round_knows_better(bool removes)
    {
        var meanwhile = new Meanwhile();
        var rig = new RoundRig(first: meanwhile);
        rig.Deploy("echo", 1, ("type", "latency"), ("target", "1"));
        meanwhile.Happens = async () => _ = removes
            ? await rig.Provider.DeleteAsync(RoundRig.Name("echo"), default)
            : await rig.Provider.ScaleAsync(RoundRig.Name("echo"), 6, default);
        Assert.Equal(removes ? -1 : 6, await rig.AfterAsync(ten, "echo"));
        await rig.AfterAsync(ten, "echo");
        Assert.Equal(removes, rig.Functions.Find(RoundRig.Name("echo")) is null);
    }

    [Fact]
    public async Task Two_gateways_that_see_the_same_load_decide_the_same()
    {
        var one = new RoundRig();
        var other = new RoundRig(one.Provider, one.Time);
        one.Provider.Usage = new FunctionUsage { Cpu = 200 };
        one.Deploy("echo", 1, ("type", "cpu"));
        var both = await Task.WhenAll(one.AfterAsync(ten, "echo"), other.AfterAsync(ten, "echo"));
        Assert.All(both, replicas => Assert.Equal(5, replicas));
        Assert.All(one.Provider.Scaled, change => Assert.Equal(5, change.Replicas));
    }

    /// <summary>Measures a load while something else happens.</summary>
    private sealed class Meanwhile : ILoadSource
    {
        public Func<Task> Happens { get; set; } = () => Task.CompletedTask;

        public bool Measures(string type) => type == "latency";

        public async ValueTask<IReadOnlyDictionary<FunctionName, double>> ReadAsync(string type, IReadOnlyList<FunctionName> functions, CancellationToken cancellationToken)
        {
            await Happens();
            return functions.ToDictionary(function => function, _ => 9d);
        }
    }
}

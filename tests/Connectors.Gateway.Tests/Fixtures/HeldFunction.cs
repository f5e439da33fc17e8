using System.Threading.Channels;
using Connectors.Core.Functions;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A function whose calls all wait until the test lets them go.</summary>
internal sealed class HeldFunction
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> arrivals = Channel.CreateUnbounded<int>();
    private readonly Lock gate = new();
    private int inside;

    /// <summary>The most calls that it ever had at a time.</summary>
    public int Most { get; private set; }

    /// <summary>The only replica.</summary>
    public Uri Address { get; private set; } = null!;

    /// <param name="host">Where it is deployed.</param>
    /// <param name="name">Bare.</param>
    /// <param name="limit">Its annotation; null: none.</param>
    public static async Task<HeldFunction> StartAsync(GatewayHost host, string name, string? limit)
    {
        var held = new HeldFunction();
        var upstream = await host.FunctionAsync(name, async context =>
        {
            lock (held.gate)
                held.Most = Math.Max(held.Most, ++held.inside);
            held.arrivals.Writer.TryWrite(1);
            await held.released.Task.WaitAsync(context.RequestAborted);
            lock (held.gate)
                held.inside--;
        });
        held.Address = upstream.Address;
        held.Limit(host, name, limit);
        return held;
    }

    /// <summary>Changes the annotation.</summary>
    public void Limit(GatewayHost host, string name, string? limit) => host.Provider.Add(
        new FunctionStatus { Name = name, Image = "any", Annotations = limit is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [ConcurrencyLimit.Annotation] = limit } },
        Address);

    /// <summary>Completes once so many more calls have come.</summary>
    public async Task ArrivedAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
            await arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets all go, those that are yet to come too.</summary>
    public void Release() => released.TrySetResult();
}

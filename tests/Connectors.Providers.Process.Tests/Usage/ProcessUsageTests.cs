namespace Connectors.Providers.Process.Tests.Usage;

public sealed class ProcessUsageTests : ProcessProviderTests
{
    [Fact]
    public async Task A_busy_function_uses_processor_and_memory()
    {
        var name = await RunAsync(Recipes.Shell("busy", "while :; do :; done", ("write_timeout", "5s"), ("exec_timeout", "5s")));
        var call = CallAsync(name);
        var usage = await Provider.Usage.GetAsync(name, Cancellation);
        while (usage is not { Cpu: > 0, TotalMemoryBytes: > 0 })
        {
            Assert.False(call.IsCompleted, "it ended before it was seen");
            usage = await Provider.Usage.GetAsync(name, Cancellation);
        }
        await Provider.Deployment.DeleteAsync(name, Cancellation);
        Assert.Null(await Provider.Usage.GetAsync(name, Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task An_idle_function_uses_nothing()
    {
        var name = await RunAsync(Recipes.Shout("idle"));
        var usage = await Provider.Usage.GetAsync(name, Cancellation);
        Assert.Equal((0, 0), (usage?.Cpu, usage?.TotalMemoryBytes));
    }
}

using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Tests.Registries;
using Connectors.TestServers;
using Connectors.TestServers.Registries;
using Microsoft.AspNetCore.Http;

namespace Connectors.Providers.Faasd.Tests.Images;

/// <summary>Pulls that something goes wrong with.</summary>
public sealed class BadDayTests
{
    private const int Large = 6 << 20;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registry_that_breaks_off_is_asked_for_the_rest()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = LargeBuild();
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var breaks = 3;
        registry.Script = OnlyBlob(build, context => Interlocked.Decrement(ref breaks) >= 0 ? BreakAsync(containerd, context, build.Layers[0], 1 << 20) : Task.FromResult(false));
        await containerd.PullAsync($"{registry.Host}/shout:1");
        var ranges = registry.Asked.Where(asked => asked.Path.EndsWith(ImageBuild.DigestOf(build.Layers[0]), StringComparison.Ordinal)).Select(asked => asked.Range).ToList();
        Assert.Equal(["", "bytes=1048576-", "bytes=2097152-", "bytes=3145728-"], ranges);
    }

    [Fact]
    public async Task A_pull_that_was_killed_is_gone_on_with_and_nothing_of_it_is_left()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = LargeBuild();
        await using var registry = await ScriptedRegistry.StartAsync(build);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        registry.Script = OnlyBlob(build, async context =>
        {
            // Half of it is written; then whoever pulls is gone.
            context.Response.ContentLength = build.Layers[0].Length;
            await context.Response.Body.WriteAsync(build.Layers[0].AsMemory(0, 3 << 20));
            await context.Response.Body.FlushAsync();
            await IngestedAsync(containerd, 3 << 20);
            await kill.CancelAsync();
            // That it breaks off is the puller's doing: an end of ours could come before it, and be tried again.
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => containerd.PullAsync($"{registry.Host}/shout:1", null, kill.Token));

        registry.Script = _ => Task.FromResult(false);
        registry.Asked.Clear();
        containerd.Restart();
        var kept = await Leftovers.CollectAsync(containerd.Namespace);
        Assert.Equal((1, 1), (kept.Ingests, kept.Leases));
        var image = await containerd.PullAsync($"{registry.Host}/shout:1");
        Assert.Contains(registry.Asked, asked => asked.Range == $"bytes={3 << 20}-");
        Assert.Equal(new Leftovers(3, 0, 1, 0), await Leftovers.CollectAsync(containerd.Namespace));
        await new ImageRecords(containerd.Namespace).RemoveAsync(image.Name, collect: true, Ending);
        Assert.Equal(Leftovers.None, await Leftovers.CollectAsync(containerd.Namespace));
    }

    [Fact]
    public async Task A_containerd_that_is_killed_and_comes_back_is_gone_on_with()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = LargeBuild();
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var isFirst = true;
        registry.Script = OnlyBlob(build, async context =>
        {
            if (!isFirst)
                return false;
            isFirst = false;
            context.Response.ContentLength = build.Layers[0].Length;
            await context.Response.Body.WriteAsync(build.Layers[0].AsMemory(0, 3 << 20));
            await context.Response.Body.FlushAsync();
            await IngestedAsync(containerd, 3 << 20);
            await containerd.Server.KillAsync();
            await containerd.Server.StartAgainAsync();
            await context.Response.Body.WriteAsync(build.Layers[0].AsMemory(3 << 20));
            return true;
        });
        var image = await containerd.PullAsync($"{registry.Host}/shout:1");
        Assert.NotNull(await containerd.Local.FindAsync(containerd.Namespace, image.Name, Ending));
    }

    [Fact]
    public async Task Without_containerd_the_sentence_names_its_socket()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        await using var registry = await ScriptedRegistry.StartAsync(PullingTests.Small("one"));
        await containerd.Server.StopAsync();
        var fault = await Assert.ThrowsAsync<ImageException>(() => containerd.PullAsync($"{registry.Host}/shout:1"));
        Assert.Equal(ImageFault.Away, fault.Fault);
        Assert.Contains($"containerd does not answer at {containerd.Server.Address}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_with_another_content_is_refused_and_not_kept()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = LargeBuild();
        await using var registry = await ScriptedRegistry.StartAsync(build);
        registry.Script = OnlyBlob(build, async context =>
        {
            var wrong = build.Layers[0].ToArray();
            wrong[^1] ^= 1;
            await context.Response.Body.WriteAsync(wrong);
            return true;
        });
        await RefusedAsync(containerd, registry, "has another content than the digest");
    }

    [Fact]
    public async Task A_layer_without_an_end_is_read_to_its_size_only()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = LargeBuild();
        await using var registry = await ScriptedRegistry.StartAsync(build);
        registry.Script = OnlyBlob(build, async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 << 10], context.RequestAborted);
            return true;
        });
        await RefusedAsync(containerd, registry, "is longer than");
    }

    [Fact]
    public async Task A_disk_that_becomes_full_is_named_and_gets_its_room_back()
    {
        OwnNetwork.Needed();
        using var directory = new TempDirectory("disk");
        (await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", directory.Path)).Succeeded();
        try
        {
            await using var containerd = await ContainerdUnderTest.StartAsync(directory.Below("root"));
            var small = PullingTests.Small("one");
            await using var registry = await ScriptedRegistry.StartAsync(LargeBuild());
            await using var other = await ScriptedRegistry.StartAsync(small);
            var fault = await Assert.ThrowsAsync<ImageException>(() => containerd.PullAsync($"{registry.Host}/shout:1"));
            Assert.Equal(ImageFault.DiskFull, fault.Fault);
            Assert.Contains("is full", fault.Message, StringComparison.Ordinal);
            Assert.Equal(Leftovers.None, await Leftovers.CollectAsync(containerd.Namespace));
            Assert.NotNull(await containerd.PullAsync($"{other.Host}/shout:1"));
        }
        finally
        {
            (await Command.RunAsync("umount", "--lazy", directory.Path)).Succeeded();
        }
    }

    private static ImageBuild LargeBuild() => new ImageBuild().AddLayer(layer => layer.File("large", PullingTests.Random(Large)));

    private static async Task RefusedAsync(ContainerdUnderTest containerd, ScriptedRegistry registry, string sentence)
    {
        var fault = await Assert.ThrowsAsync<ImageException>(() => containerd.PullAsync($"{registry.Host}/shout:1"));
        Assert.Equal(ImageFault.Unusable, fault.Fault);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(Leftovers.None, await Leftovers.CollectAsync(containerd.Namespace));
    }

    private static Func<HttpContext, Task<bool>> OnlyBlob(ImageBuild build, Func<HttpContext, Task<bool>> script) => context =>
        context.Request.Path.Value!.EndsWith(ImageBuild.DigestOf(build.Layers[0]), StringComparison.Ordinal) ? script(context) : Task.FromResult(false);

    private static async Task<bool> BreakAsync(ContainerdUnderTest containerd, HttpContext context, byte[] bytes, int length)
    {
        var start = context.Request.Headers.Range.ToString() is { Length: > 0 } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
        if (start > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
        }
        context.Response.ContentLength = bytes.Length - start;
        await context.Response.Body.WriteAsync(bytes.AsMemory(start, length));
        await context.Response.Body.FlushAsync();
        // What has not been read when a connection is reset is lost.
        await IngestedAsync(containerd, start + length);
        context.Abort();
        return true;
    }

    // The writing of what has come is the other side's; there is no event for it.
    private static async Task IngestedAsync(ContainerdUnderTest containerd, long bytes)
    {
        while (!(await containerd.Namespace.Content.ListStatusesAsync(new Connectors.Providers.Faasd.Containerd.Api.Contents.ListStatusesRequest(), cancellationToken: Ending))
            .Statuses.Any(status => status.Offset >= bytes))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ending);
    }
}

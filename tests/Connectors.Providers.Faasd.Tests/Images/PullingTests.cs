using System.Collections.Concurrent;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.Tests.Registries;
using Connectors.TestServers.Registries;

namespace Connectors.Providers.Faasd.Tests.Images;

/// <summary>Pulls into a real containerd.</summary>
public sealed class PullingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_an_index_the_image_for_this_machine_is_taken()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        await using var registry = await RegistryServer.StartAsync();
        var mine = Small("mine");
        var index = await registry.PushIndexAsync("shout", "1", Other("s390x"), mine, Other("riscv64"));
        var image = await containerd.PullAsync($"{registry.Host}/shout:1");
        Assert.Equal(index, image.Target.ToString());
        Assert.Equal(ImageBuild.DigestOf(mine.Manifest()), image.Manifest.ToString());
        Assert.Equal(image, await FoundAsync(containerd, image), Same);
    }

    [Fact]
    public async Task An_index_without_this_machine_says_for_which_it_is()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        await using var registry = await RegistryServer.StartAsync();
        await registry.PushIndexAsync("shout", "1", Other("s390x"), Other("riscv64"));
        var fault = await Assert.ThrowsAsync<ImageException>(() => containerd.PullAsync($"{registry.Host}/shout:1"));
        Assert.Equal(ImageFault.Unusable, fault.Fault);
        Assert.Contains("only for linux/s390x, linux/riscv64", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Leftovers.None, await Leftovers.CollectAsync(containerd.Namespace));
    }

    [Fact]
    public async Task What_is_here_stays_until_its_record_goes_and_then_nothing_is_left()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        await using var registry = await RegistryServer.StartAsync();
        await registry.PushIndexAsync("shout", "1", Small("one").AddLayer(layer => layer.File("two", "two")));
        var image = await containerd.PullAsync($"{registry.Host}/shout:1");
        // Index, manifest, configuration and two layers, these unpacked.
        Assert.Equal(new Leftovers(5, 0, 2, 0), await Leftovers.CollectAsync(containerd.Namespace));
        await new ImageRecords(containerd.Namespace).RemoveAsync(image.Name, collect: true, Ending);
        Assert.Equal(Leftovers.None, await Leftovers.CollectAsync(containerd.Namespace));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_fetched_again()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = Small("one");
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var first = await containerd.PullAsync($"{registry.Host}/shout:1");
        registry.Asked.Clear();
        containerd.Restart();
        Assert.Equal(first, await containerd.PullAsync($"{registry.Host}/shout:1"), Same);
        Assert.Equal("HEAD", Assert.Single(registry.Asked).Method);
    }

    [Fact]
    public async Task Layers_that_images_share_are_fetched_once()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = Small("one");
        await using var registry = await ScriptedRegistry.StartAsync(build);
        await containerd.PullAsync($"{registry.Host}/shout:1");
        registry.Asked.Clear();
        build.AddLayer(layer => layer.File("two", "two"));
        await containerd.PullAsync($"{registry.Host}/shout:2");
        Assert.DoesNotContain(registry.Asked, asked => asked.Path.EndsWith(ImageBuild.DigestOf(build.Layers[0]), StringComparison.Ordinal));
        Assert.Contains(registry.Asked, asked => asked.Path.EndsWith(ImageBuild.DigestOf(build.Layers[1]), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_who_want_the_same_share_one_pull()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = Small("one");
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var gate = new TaskCompletionSource();
        registry.Script = async _ =>
        {
            await gate.Task;
            return false;
        };
        var pulls = Enumerable.Range(0, 8).Select(_ => containerd.PullAsync($"{registry.Host}/shout:1")).ToList();
        gate.SetResult();
        await Task.WhenAll(pulls);
        Assert.Single(registry.Asked, asked => asked.Path.EndsWith(ImageBuild.DigestOf(build.Layers[0]), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_told_how_far_a_pull_is()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = Small("one").AddLayer(layer => layer.File("two", Random(3 << 20)));
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var told = new ConcurrentQueue<PullProgress>();
        await containerd.PullAsync($"{registry.Host}/shout:1", new Listener(told.Enqueue));
        var all = told.ToList();
        var total = build.Config().Length + build.Layers.Sum(layer => layer.Length);
        Assert.Equal(PullStep.Resolving, all[0].Step);
        Assert.Contains(all, one => one.Bytes > 0 && one.Bytes < total);
        Assert.Equal(new PullProgress($"{registry.Host}/shout:1", PullStep.Done, 2, 2, total, total), all[^1]);
    }

    [Fact]
    public async Task A_layer_that_another_namespace_has_is_not_fetched()
    {
        await using var containerd = await ContainerdUnderTest.StartAsync();
        var build = Small("one");
        await using var registry = await ScriptedRegistry.StartAsync(build);
        var first = await containerd.PullAsync($"{registry.Host}/shout:1");
        registry.Asked.Clear();
        containerd.Enter("other");
        Assert.Equal(first, await containerd.PullAsync($"{registry.Host}/shout:1"), Same);
        Assert.DoesNotContain(registry.Asked, asked => asked.Path.Contains("/blobs/", StringComparison.Ordinal));
    }

    internal static ImageBuild Small(string content) => new ImageBuild().AddLayer(layer => layer.File("content", content));

    internal static byte[] Random(int bytes)
    {
        var random = new byte[bytes];
        new Random(1).NextBytes(random);
        return random;
    }

    private static ImageBuild Other(string architecture)
    {
        var build = Small(architecture);
        build.Architecture = architecture;
        return build;
    }

    private static async Task<ContainerImage> FoundAsync(ContainerdUnderTest containerd, ContainerImage image) =>
        (await containerd.Local.FindAsync(containerd.Namespace, image.Name, Ending))!;

    // Lists within are other objects of the same content.
    private static bool Same(ContainerImage one, ContainerImage other) =>
        (one.Name, one.Target, one.Manifest, one.Snapshot, one.Size) == (other.Name, other.Target, other.Manifest, other.Snapshot, other.Size)
        && one.Process.Cmd.SequenceEqual(other.Process.Cmd) && one.Process.Env.SequenceEqual(other.Process.Env);

    private sealed class Listener(Action<PullProgress> told) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => told(value);
    }
}

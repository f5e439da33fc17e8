using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Containers.Events;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;
using Connectors.TestServers;
using Connectors.TestServers.Containerd;
using Connectors.TestServers.Registries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Providers.Faasd.Tests;

/// <summary>A containerd with a namespace of one test's own, and what the provider does in it.</summary>
internal sealed class ContainerdUnderTest : IAsyncDisposable
{
    private readonly TempDirectory directory = new("images");
    private readonly ContainerdChannel channel;
    private RegistryConnection registries;
    private ImageConnection images;

    private ContainerdUnderTest(ContainerdServer server)
    {
        Server = server;
        channel = new ContainerdChannel(server.Address, TimeProvider.System);
        Namespace = new ContainerdNamespace(channel, "test");
        Options = new ImageOptions();
        Restart();
    }

    public ContainerdServer Server { get; }

    public ContainerdNamespace Namespace { get; private set; }

    public ImageOptions Options { get; }

    public LocalImages Local => images.Local;

    public ContainerStore Store => new(Namespace, Options, TimeProvider.System);

    public ContainerTasks Tasks => new(Namespace, Options);

    public ContainerRemoval Removal => new(Store, Tasks, TimeProvider.System);

    public TaskEvents Events => new(Namespace, TimeProvider.System);

    /// <summary>Where credentials of registries are looked for.</summary>
    public string DockerConfig => directory.Below("config.json");

    public static async Task<ContainerdUnderTest> StartAsync(string? root = null)
    {
        OwnNetwork.Needed();
        Machine.Needs(ContainerdServer.Program, RegistryServer.Program, "runc", "busybox");
        return new ContainerdUnderTest(await ContainerdServer.StartAsync(root));
    }

    /// <summary>Goes on in another namespace.</summary>
    public void Enter(string name) => Namespace = new ContainerdNamespace(channel, name);

    /// <summary>As after a new start of the provider: nothing is remembered.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(registries), nameof(images))]
    public void Restart()
    {
        images?.Dispose();
        registries?.Dispose();
        var options = new RegistryOptions
        {
            DockerConfigPath = DockerConfig,
            FirstDelay = TimeSpan.FromMilliseconds(20),
            LongestDelay = TimeSpan.FromMilliseconds(200),
            Retries = 4,
        };
        registries = new RegistryConnection(options, TimeProvider.System);
        images = new ImageConnection(registries, options, Options, TimeProvider.System, NullLogger<ImagePuller>.Instance);
    }

    public Task<ContainerImage> PullAsync(string image, IProgress<PullProgress>? listener = null, CancellationToken cancellationToken = default)
    {
        Assert.True(ImageReference.TryParse(image, out var reference, out var fault), fault);
        return images.Puller.PullAsync(Namespace, reference, listener, cancellationToken == default ? TestContext.Current.CancellationToken : cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        images.Dispose();
        registries.Dispose();
        channel.Dispose();
        await Server.DisposeAsync();
        directory.Dispose();
    }
}

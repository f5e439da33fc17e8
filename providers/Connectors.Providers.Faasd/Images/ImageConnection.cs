using Connectors.Providers.Faasd.Images.Pulling;
using Connectors.Providers.Faasd.Images.Unpacking;
using Connectors.Providers.Faasd.Registries;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Images;

/// <summary>Everything that images need, joined.</summary>
internal sealed class ImageConnection : IDisposable
{
    private readonly BlobDownload download;

    public ImageConnection(RegistryConnection registries, RegistryOptions registryOptions, ImageOptions options, TimeProvider time, ILogger<ImagePuller> logger)
    {
        var unpacker = new ImageUnpacker(options, time);
        download = new BlobDownload(registries.Client, registryOptions, options, time);
        Local = new LocalImages(options, unpacker);
        Puller = new ImagePuller(registries.Client, download, unpacker, Local, options, time, logger);
    }

    public LocalImages Local { get; }

    public ImagePuller Puller { get; }

    public void Dispose() => download.Dispose();
}

using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Registries;

namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>Why an image cannot be had, in one kind of sentence.</summary>
internal static class PullFaults
{
    /// <summary>Whether what has come is of use to the next try.</summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        OperationCanceledException => true,
        RegistryException registry => registry.Fault == RegistryFault.Away,
        ContainerdException containerd => containerd.IsPassing,
        _ => false,
    };

    /// <summary>Null: it is no fault of an image.</summary>
    public static ImageException? Of(Exception fault, ImageReference image) => fault switch
    {
        ImageException told => told,
        RegistryException { Fault: RegistryFault.Missing } => Told(ImageFault.Missing, fault, image),
        RegistryException { Fault: RegistryFault.Denied } => Told(ImageFault.Denied, fault, image),
        RegistryException { Fault: RegistryFault.Away } => Told(ImageFault.Away, fault, image),
        RegistryException => Told(ImageFault.Unusable, fault, image),
        ContainerdException { IsDiskFull: true } => new ImageException(ImageFault.DiskFull, $"{image} could not be pulled: the disk on which containerd keeps images is full. Make room, for example by removing functions that are not needed, and deploy again.", fault),
        ContainerdException { IsPassing: true } => Told(ImageFault.Away, fault, image),
        ContainerdException => Told(ImageFault.Unusable, fault, image),
        _ => null,
    };

    private static ImageException Told(ImageFault kind, Exception fault, ImageReference image) => new(kind, $"{image} could not be pulled: {fault.Message}", fault);
}

namespace Connectors.Providers.Faasd.Images;

/// <summary>An image cannot be had or used; the message names it and says what to do.</summary>
internal sealed class ImageException(ImageFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    public ImageFault Fault { get; } = fault;
}

/// <summary>Whose fault it is, and whether trying again helps.</summary>
internal enum ImageFault
{
    /// <summary>The same may be tried again: somebody does not answer.</summary>
    Away,

    /// <summary>There is no such image.</summary>
    Missing,

    /// <summary>Credentials are wanted, or other ones.</summary>
    Denied,

    /// <summary>It is there and cannot be used: not for this machine, or broken.</summary>
    Unusable,

    /// <summary>There is no room for it.</summary>
    DiskFull,
}

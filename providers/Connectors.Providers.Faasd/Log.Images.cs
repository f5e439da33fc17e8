using Connectors.Providers.Faasd.References;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>What becomes of images.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Image {Image} is here: {Digest}, {Bytes} bytes.")]
    public static partial void Pulled(ILogger logger, ImageReference image, ContentDigest digest, long bytes);

    [LoggerMessage(LogLevel.Information, "Image {Image}, which no function of namespace {Namespace} has used for a while, was removed.")]
    public static partial void ImageRemoved(ILogger logger, string image, string @namespace);

    [LoggerMessage(LogLevel.Debug, "Images of namespace {Namespace} could not be looked at; it is done again later.")]
    public static partial void ImagesNotLookedAt(ILogger logger, string @namespace, Exception cause);

    [LoggerMessage(LogLevel.Warning, "Image {Image} is not to be had. {Reason}")]
    public static partial void PullFailed(ILogger logger, ImageReference image, string reason);

    [LoggerMessage(LogLevel.Warning, "What has come of image {Image} is of no use and stays for a day, for containerd could not be told.")]
    public static partial void LeaseStays(ILogger logger, ImageReference image, Exception cause);
}

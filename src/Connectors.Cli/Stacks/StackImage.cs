namespace Connectors.Cli.Stacks;

/// <summary>Images that are folders of this machine: <c>dir:./shout</c>.</summary>
internal static class StackImage
{
    /// <summary>What such an image begins with.</summary>
    public const string Scheme = "dir:";

    /// <summary>The image with a folder's path made absolute; any other image as it is.</summary>
    public static string? Absolute(string? image, string folder) =>
        image is not null && image.StartsWith(Scheme, StringComparison.Ordinal) && image.Length > Scheme.Length
            ? Scheme + Path.GetFullPath(image[Scheme.Length..].Trim(), folder)
            : image;
}

using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Connectors.Watchdog.Files;

/// <summary>
/// The files of a directory, none of which lies elsewhere: what a symbolic link leads out of it to is not there for callers. Neither are
/// names that begin with a dot, in which repositories and editors keep what is nobody's business, but for <c>.well-known</c>. Thread-safe.
/// </summary>
internal sealed class RootedFiles : IFileProvider, IDisposable
{
    private const string Public = ".well-known";
    private readonly PhysicalFileProvider files;
    private readonly string root;

    /// <exception cref="WatchdogStartException">There is no such directory.</exception>
    public RootedFiles(string path)
    {
        if (!Directory.Exists(path) || RealPath.Of(path) is not { } real)
            throw new WatchdogStartException($"The directory '{path}' does not exist; set static_path to the one whose files are to be served.");
        root = real.EndsWith('/') ? real : real + '/';
        files = new PhysicalFileProvider(root, ExclusionFilters.None);
    }

    public IFileInfo GetFileInfo(string subpath) => IsInside(subpath) ? files.GetFileInfo(subpath) : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => IsInside(subpath) ? files.GetDirectoryContents(subpath) : NotFoundDirectoryContents.Singleton;

    // Nobody asks to be told of changes.
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    public void Dispose() => files.Dispose();

    private bool IsInside(string subpath)
    {
        foreach (var range in subpath.AsSpan().Split('/'))
        {
            if (subpath.AsSpan(range) is ['.', ..] name && name is not Public)
                return false;
        }
        return RealPath.Of(root + subpath.TrimStart('/')) is { } real && (real + '/').StartsWith(root, StringComparison.Ordinal);
    }
}

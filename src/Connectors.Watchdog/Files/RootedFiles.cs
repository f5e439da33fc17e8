using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Connectors.Watchdog.Files;

/// <summary>
/// The files of a directory, none of which lies elsewhere: what a symbolic link leads out of it to is not there for callers. Neither are
/// names that begin with a dot, in which repositories and editors keep what is nobody's business, but for <c>.well-known</c>. Thread-safe.
/// </summary>
internal sealed class RootedFiles : IFileProvider
{
    private const string Public = ".well-known";
    private readonly string root;

    /// <exception cref="WatchdogStartException">There is no such directory.</exception>
    public RootedFiles(string path)
    {
        if (!Directory.Exists(path) || RealPath.Of(path) is not { } real)
            throw new WatchdogStartException($"The directory '{path}' does not exist; set static_path to the one whose files are to be served.");
        root = real.EndsWith('/') ? real : real + '/';
    }

    public IFileInfo GetFileInfo(string subpath) => Resolve(subpath) is { } real && RootedFile.Find(real) is { } file ? file : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) =>
        Resolve(subpath) is { } real && Directory.Exists(real) ? EmptyDirectory.Singleton : NotFoundDirectoryContents.Singleton;

    // Nobody asks to be told of changes.
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    // Where the links on the way lead, and what is served: the length of a link itself is not its file's.
    private string? Resolve(string subpath)
    {
        foreach (var range in subpath.AsSpan().Split('/'))
        {
            if (subpath.AsSpan(range) is ['.', ..] name && name is not Public)
                return null;
        }
        return RealPath.Of(root + subpath.TrimStart('/')) is { } real && (real + '/').StartsWith(root, StringComparison.Ordinal) ? real : null;
    }
}

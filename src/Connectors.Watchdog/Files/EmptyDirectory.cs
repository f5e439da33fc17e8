using System.Collections;
using Microsoft.Extensions.FileProviders;

namespace Connectors.Watchdog.Files;

/// <summary>A directory that is there; what is in it is nobody's business.</summary>
internal sealed class EmptyDirectory : IDirectoryContents
{
    public static readonly EmptyDirectory Singleton = new();

    public bool Exists => true;

    public IEnumerator<IFileInfo> GetEnumerator() => Enumerable.Empty<IFileInfo>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Formats.Tar;
using System.Text;

namespace Connectors.TestServers.Registries;

/// <summary>Writes the files of a layer.</summary>
public sealed class LayerWriter(TarWriter tar)
{
    private const UnixFileMode Open = (UnixFileMode)0x1ED; // 755
    private const UnixFileMode Plain = (UnixFileMode)0x1A4; // 644

    public void Directory(string path) => tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, path) { Mode = Open });

    public void File(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), Plain);

    public void File(string path, byte[] bytes) => Write(path, bytes, Plain);

    public void Program(string path, byte[] bytes) => Write(path, bytes, Open);

    public void Link(string path, string target) => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    private void Write(string path, byte[] bytes, UnixFileMode mode) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { Mode = mode, DataStream = new MemoryStream(bytes) });
}
